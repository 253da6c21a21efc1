"""What the search for canaries looks for is found, in every form, wherever it lies."""

import base64
import hashlib
import sqlite3
import struct
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.canaries.marks import (
    NAMES,
    PASSWORD,
    PRIVATE,
    STAFF,
    find,
    find_in_files,
    person_id,
    phone,
    text,
    words,
)

STORY = text("verhaal", 417, "Ik durf het niemand te zeggen.")
AROUND = [b"", b"x", b"xy", b"xyz\xff\x00"]
"""What stands before it: with each length base64 looks different."""


def as_is(plain: bytes) -> bytes:
    """Return it unchanged."""
    return plain


def hexadecimal(plain: bytes) -> bytes:
    """Write it as a dump does."""
    return plain.hex().encode()


def capital_hexadecimal(plain: bytes) -> bytes:
    """Write it as another dump does."""
    return plain.hex().upper().encode()


WAYS: list[Callable[[bytes], bytes]] = [
    as_is, hexadecimal, capital_hexadecimal, base64.b64encode, base64.urlsafe_b64encode,
]  # fmt: skip


@pytest.mark.parametrize("before", AROUND)
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("word", [STORY, f"/start {PASSWORD}", phone(7), str(person_id(65_535))])
def test_a_canary_is_found_in_every_form(
    word: str, encoding: str, way: Callable[[bytes], bytes], before: bytes
) -> None:
    """Each kind of canary, in each encoding, written in each way, at each place of a longer text."""
    planted = way(before + word.encode(encoding) + b"..")

    assert find("here", bytes(5_000) + planted + bytes(5_000))
    assert find("here", bytes(10_000) + way(before + b"Ik durf het niemand te zeggen." * 9)) == []


@pytest.mark.parametrize("before", AROUND)
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be"])
def test_words_to_go_on_with_are_found_and_each_alone_is_not(
    encoding: str, way: Callable[[bytes], bytes], before: bytes
) -> None:
    """Whole, or all but the first; that a text holds one of them, or all in another order, is chance."""
    said = words("wolk zeep kano mat vijg")
    others = "vijg. Een mat, een kano en zeep: geen wolk."

    assert find("here", bytes(5_000) + way(before + said.encode(encoding) + b"..") + bytes(5_000))
    assert find("here", way(before + said.partition(" ")[2].encode(encoding) + b".."))
    assert find("here", way(before + others.encode(encoding))) == []


@pytest.mark.parametrize("form", [">q", "<q", ">Q", "<Q"])
@pytest.mark.parametrize("number", [0, 1, 511, 65_535])
def test_a_number_of_a_machine_is_found(form: str, number: int) -> None:
    """Whatever its order of bytes."""
    assert find("here", b"abc" + struct.pack(form, person_id(number)) + b"def")


@pytest.mark.parametrize("spelt", ["{}", "telegram\0{}", "telegram:{}"])
@pytest.mark.parametrize("algorithm", ["sha256", "sha1", "md5"])
def test_a_hash_without_a_key_is_found(algorithm: str, spelt: str) -> None:
    """Who can count can try all ids: a plain hash is the id."""
    digest = hashlib.new(algorithm, spelt.format(person_id(3)).encode(), usedforsecurity=False)

    assert find("here", b"abc" + digest.digest() + b"def")
    assert find("here", b"abc" + digest.hexdigest()[:32].encode() + b"def")


def test_names_of_staff_are_looked_for_apart() -> None:
    """They may stand in a database, so they are no find there; a log may hold none."""
    name = f"ada-{STAFF}-1"

    assert find("here", name.encode(), PRIVATE) == []
    assert [found.form for found in find("here", name.encode(), NAMES)] == ["utf-8"]


def test_a_canary_in_a_database_in_use_is_found(tmp_path: Path) -> None:
    """In the file or its journal, also of a row that was deleted; and in the name of a file."""
    connection = sqlite3.connect(tmp_path / "ajar.db")
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("CREATE TABLE conversation (id, native)")
    connection.execute("INSERT INTO conversation VALUES (?, ?)", (person_id(5), STORY))
    connection.commit()
    connection.execute("DELETE FROM conversation")
    connection.commit()
    (tmp_path / text("dump", 1)).touch()

    found = find_in_files([tmp_path])
    connection.close()

    assert {"utf-8", "number, big end first"} <= {one.form for one in found}
    assert any(one.where.startswith("name of dump-") for one in found)
