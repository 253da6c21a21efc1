"""Sealed fields open where they were sealed and nowhere else."""

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import BotError, Unreadable
from bot.storage.vault import (
    SIZES,
    STATE_BYTES,
    FieldKey,
    Place,
    TooLong,
    chain,
    derive,
    field_key,
    pad,
    self_test,
    unpad,
)

STATE, PAYLOAD = Place("conversation", "state"), Place("outbox", "payload")
KEY = field_key(b"k" * 32, b"owner")
ROW = b"r" * 16


def test_a_sealed_value_is_laid_out_as_its_description_says() -> None:
    """Version, algorithm, key id, nonce, and what the standard makes of the value and its place."""
    key = FieldKey(b"k" * 32, key_id=b"#key", owner=b"mia")

    sealed = key.seal(STATE, b"row", b"value", version=7)

    place = [b"ajar", b"\1\1", b"conversation", b"state", b"row", b"mia", b"#key", (7).to_bytes(8)]
    associated = b"".join(len(part).to_bytes(2) + part for part in place)
    assert sealed[:6] == b"\1\1#key"
    assert AESGCMSIV(b"k" * 32).decrypt(sealed[6:18], sealed[18:], associated) == b"value"
    assert len(sealed) == 34 + len(b"value")


def test_the_fields_of_an_owner_have_a_key_derived_for_them() -> None:
    """The random key itself seals nothing; its fields and their key id come from it by HKDF."""
    derived = derive(b"k" * 32, "field/v1", size=36)
    same = FieldKey(derived[:32], key_id=derived[32:], owner=b"owner")

    assert derived[:32] == derive(b"k" * 32, "field/v1")
    assert same.open(STATE, ROW, KEY.seal(STATE, ROW, b"value")) == b"value"


def test_the_self_test_passes_here() -> None:
    """Otherwise nothing would start."""
    self_test()


@given(value=st.binary(min_size=1, max_size=5_000), row=st.binary(max_size=40), version=st.integers(0, 2**63))
def test_what_is_sealed_opens_in_its_place(value: bytes, row: bytes, version: int) -> None:
    """Whatever the value, the row and the version."""
    assert KEY.open(STATE, row, KEY.seal(STATE, row, value, version=version), version=version) == value


@given(st.data())
def test_what_was_altered_is_refused(data: st.DataObject) -> None:
    """One bit, one byte more or less, anywhere: always the same refusal."""
    sealed = KEY.seal(STATE, ROW, pad(b"value"))
    at = data.draw(st.integers(0, len(sealed) - 1))
    kind = data.draw(st.sampled_from(["flip", "cut", "insert", "drop"]))
    match kind:
        case "flip":
            flipped = sealed[at] ^ 1 << data.draw(st.integers(0, 7))
            altered = sealed[:at] + bytes([flipped]) + sealed[at + 1 :]
        case "cut":
            altered = sealed[:at]
        case "insert":
            altered = sealed[:at] + data.draw(st.binary(min_size=1, max_size=40)) + sealed[at:]
        case _:
            altered = sealed[:at] + sealed[at + 1 :]

    with pytest.raises(Unreadable) as refused:
        KEY.open(STATE, ROW, altered)

    assert str(refused.value) == str(Unreadable())
    assert refused.value.__cause__ is None
    assert refused.value.__suppress_context__ or refused.value.__context__ is None


@pytest.mark.parametrize(
    ("key", "place", "row", "version"),
    [
        (field_key(b"j" * 32, b"owner"), STATE, ROW, 3),
        (field_key(b"k" * 32, b"other"), STATE, ROW, 3),
        (field_key(b"k" * 32, b""), STATE, ROW, 3),
        (KEY, PAYLOAD, ROW, 3),
        (KEY, Place("outbox", "state"), ROW, 3),
        (KEY, Place("conversation", "payload"), ROW, 3),
        (KEY, Place("conversations", "tate"), ROW, 3),
        (KEY, STATE, b"s" * 16, 3),
        (KEY, STATE, ROW[:-1], 3),
        (KEY, STATE, ROW, 2),
        (KEY, STATE, ROW, 4),
        (KEY, STATE, ROW, 0),
    ],
)
def test_what_was_moved_is_refused(key: FieldKey, place: Place, row: bytes, version: int) -> None:
    """To another owner, key, table, column, row or version."""
    sealed = KEY.seal(STATE, ROW, b"value", version=3)

    with pytest.raises(Unreadable):
        key.open(place, row, sealed, version=version)


def test_the_same_value_never_looks_the_same() -> None:
    """Nobody sees that two people gave the same answer."""
    assert len({KEY.seal(STATE, ROW, b"value") for _ in range(1_000)}) == 1_000


@given(st.binary(max_size=SIZES[-1] - 4))
def test_a_padded_value_has_the_next_size_and_comes_back(value: bytes) -> None:
    """Also when it ends in zeros itself."""
    padded = pad(value)

    assert len(padded) == min(size for size in SIZES if size >= len(value) + 4)
    assert unpad(padded) == value


@pytest.mark.parametrize(("size", "most"), [(0, SIZES[-1] - 4), (STATE_BYTES, STATE_BYTES - 4)])
def test_what_does_not_fit_is_refused_with_the_limit(size: int, most: int) -> None:
    """The error names the number of bytes and says what to do; the value is not in it."""
    assert unpad(pad(b"x" * most, size)) == b"x" * most

    with pytest.raises(TooLong) as refused:
        pad(b"x" * (most + 1), size)

    assert isinstance(refused.value, BotError)
    assert f"{most:,} bytes" in str(refused.value)


@pytest.mark.parametrize("padded", [b"", b"\0\0\1", b"\0\0\0\2x", b"\xff\xff\xff\xff" + b"x" * 300])
def test_what_nobody_padded_is_refused(padded: bytes) -> None:
    """A length that points outside is no length."""
    with pytest.raises(Unreadable):
        unpad(padded)


def test_the_borders_of_parts_count() -> None:
    """Two lists of parts that read the same in a row have different codes, and so has another key."""
    codes = {chain(b"k", b"ab", b"c"), chain(b"k", b"a", b"bc"), chain(b"k", b"abc"), chain(b"l", b"ab", b"c")}

    assert len(codes) == 4
