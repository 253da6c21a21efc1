"""Sealed fields open where they were sealed and nowhere else; the ciphers compute what their standards say."""

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

ONE, THREE = "01" + "00" * 31, "03" + "00" * 11
RFC_8452 = [  # appendix C.2: key, nonce, associated data, plaintext, sealed
    (ONE, THREE, "", "0100000000000000", "c2ef328e5c71c83b843122130f7364b761e0b97427e3df28"),
    (ONE, THREE, "", "010000000000000000000000", "9aab2aeb3faa0a34aea8e2b18ca50da9ae6559e48fd10f6e5c9ca17e"),
    (ONE, THREE, "", "01" + "00" * 15, "85a01b63025ba19b7fd3ddfc033b3e76c9eac6fa700942702e90862383c6c366"),
    (ONE, THREE, "01", "0200000000000000", "1de22967237a813291213f267e3b452f02d01ae33e4ec854"),
    (ONE, THREE, "01", "02" + "00" * 15, "c91545823cc24f17dbb0e9e807d5ec17b292d28ff61189e8e49f3875ef91aff7"),
    (ONE, THREE, "01" + "00" * 11, "02000000", "22b3f4cd1835e517741dfddccfa07fa4661b74cf"),
    (
        "bae8e37fc83441b16034566b7a806c46bb91c3c5aedb64a6c590bc84d1a5e269",
        "e4b47801afc0577e34699b9e",
        "4fbdc66f14",
        "671fdd",
        "0eaccb93da9bb81333aee0c785b240d319719d",
    ),
    (
        "b18853f68d833640e42a3c02c25b64869e146d7b233987bddfc240871d7576f7",
        "028ec6eb5ea7e298342a94d4",
        "9c2159058b1f0fe91433a5bdc20e214eab7fecef4454a10ef0657df21ac7",
        "b202b370ef9768ec6561c4fe6b7e7296fa85",
        "857e16a64915a787637687db4a9519635cdd454fc2a154fea91f8363a39fec7d0a49",
    ),
    (
        "3c535de192eaed3822a2fbbe2ca9dfc88255e14a661b8aa82cc54236093bbc23",
        "688089e55540db1872504e1c",
        "734320ccc9d9bbbb19cb81b2af4ecbc3e72834321f7aa0f70b7282b4f33df23f167541",
        "ced532ce4159b035277d4dfbb7db62968b13cd4eec",
        "626660c26ea6612fb17ad91e8e767639edd6c9faee9d6c7029675b89eaf4ba1ded1a286594",
    ),
]


@pytest.mark.parametrize(("key", "nonce", "associated", "plain", "sealed"), RFC_8452)
def test_the_cipher_is_the_one_of_the_standard(key: str, nonce: str, associated: str, plain: str, sealed: str) -> None:
    """RFC 8452 gives the answers."""
    cipher = AESGCMSIV(bytes.fromhex(key))

    assert cipher.encrypt(*map(bytes.fromhex, (nonce, plain, associated))).hex() == sealed


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
