"""Canaries: words, names and numbers that exist nowhere else, and a search for them in raw bytes, however written.

All canaries of a kind have a mark in common. So one search of a few patterns finds all of them in a database of any
size, and what stands beside the mark tells which one it was.
"""

import base64
import hashlib
import struct
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from bot.flows.return_words import plain

WORDS = "qxv7zwkj41phbm"
"""In each text that a help-seeker, or somebody who attacks, typed or sent."""
STAFF = "yrk5vdzq80tnwj"
"""In each login name of staff: it may stand in the database and in what staff read, and nowhere else."""
PASSWORD = "gzt3hqxw96vkrs"
"""In each password that was typed, right or wrong."""
FIRST_ID = 0x111B5D58A70000
"""Ids of people and groups are this and a little more, so that all have the same first bytes and first digits."""
PHONE = "612987054"
"""In each telephone number, behind `0`, `+3` or nothing."""
MOST = 0x10000
MADE: set[str] = set()
"""Every canary that was made so far, so that a scan can say how many it let fly."""
SAMPLE = 8
"""Of so many ids also the plain hashes are looked for: a hash without a key is as good as the id itself."""
SHORTEST = 7
"""Bytes of a pattern of two words; that so many by chance are the same happens once in billions of megabytes."""
BESIDE = 40
"""Bytes around a find that are shown."""


@dataclass(frozen=True, slots=True)
class Found:
    """A canary that lies where it must not.

    Attributes:
        where: Which file or stream.
        form: How it was written.
        beside: What stands around it.
    """

    where: str
    form: str
    beside: bytes


def text(kind: str, number: int, words: str = "") -> str:
    """Return a text with its mark at both ends, so that a part of it is found too."""
    name = f"{kind}-{WORDS}-{number:05}"
    MADE.add(name)
    return f"{name} {words} {number:05}-{WORDS}" if words else name


def person_id(number: int) -> int:
    """Return the id of a person on Telegram."""
    assert 0 <= number < MOST
    MADE.add(str(FIRST_ID + number))
    return FIRST_ID + number


def phone(number: int) -> str:
    """Return a telephone number as somebody types it."""
    MADE.add(f"{PHONE}{number:03}")
    return f"+3{PHONE}{number:03}"


def words(phrase: str) -> str:
    """Look from now on for words to go on with as well; returns them.

    Each of them is an ordinary word that may stand anywhere. Two of them beside each other are no text of anybody's,
    and a pattern that is shorter than they are could be hit by chance.
    """
    pairs = [" ".join(pair) for pair in pairwise(phrase.split())]
    for one in {*pairs, phrase, *map(plain, (*pairs, phrase))}:
        MADE.add(one)
        PRIVATE.update({form: name for form, name in forms_of(one).items() if len(form) >= SHORTEST})
    return phrase


def _in_base64(plain: bytes) -> Iterator[tuple[str, bytes]]:
    """Return what is the same of it in every longer text, at each of the three places and in both alphabets."""
    for shift in range(3):
        whole = base64.b64encode(b"\0" * shift + plain)
        first = 0 if not shift else 4
        sure = whole[first : len(whole) - (4 if (len(plain) + shift) % 3 else 0)]
        yield f"base64 at {shift}", sure
        yield f"base64url at {shift}", sure.translate(bytes.maketrans(b"+/", b"-_"))


def forms_of(word: str) -> dict[bytes, str]:
    """Return every pattern of a text, with its name."""
    found: dict[bytes, str] = {}
    for encoding in ("utf-8", "utf-16-le", "utf-16-be"):
        plain = word.encode(encoding)
        found[plain] = encoding
        found[plain.hex().encode()] = f"hex of {encoding}"
        found[plain.hex().upper().encode()] = f"HEX of {encoding}"
        found |= {pattern: f"{name} of {encoding}" for name, pattern in _in_base64(plain)}
    found[word.upper().encode()] = "capitals"
    return found


def forms_of_ids() -> dict[bytes, str]:
    """Return every pattern of the ids: decimal in all forms of a text, whole numbers of a machine, plain hashes."""
    digits = str(FIRST_ID)[:-5]
    found = forms_of(digits)
    first = struct.pack(">q", FIRST_ID)[:6]
    found[first] = "number, big end first"
    found[first[::-1]] = "number, little end first"
    for name in (f"{person_id(number)}" for number in range(SAMPLE)):
        for spelt in (name, f"telegram\0{name}", f"telegram:{name}"):
            for algorithm in ("sha256", "sha1", "md5"):
                digest = hashlib.new(algorithm, spelt.encode(), usedforsecurity=False).digest()
                found[digest[:16]] = found[digest[:16].hex().encode()] = f"plain {algorithm}"
    return found


PRIVATE: dict[bytes, str] = {
    **forms_of(WORDS), **forms_of(PASSWORD), **forms_of(PHONE), **forms_of_ids(),
}  # fmt: skip
"""What may lie nowhere at all; `words` adds to it."""
NAMES: Mapping[bytes, str] = forms_of(STAFF)
"""What may lie in the database, and in nothing else."""


def find(where: str, content: bytes, patterns: Mapping[bytes, str] = PRIVATE) -> list[Found]:
    """Return the first find of each pattern."""
    finds = ((content.find(pattern), form) for pattern, form in patterns.items())
    return [Found(where, form, content[max(0, at - BESIDE) : at + BESIDE]) for at, form in finds if at >= 0]


def find_in_files(folders: Iterable[Path], patterns: Mapping[bytes, str] = PRIVATE) -> list[Found]:
    """Search each file below the folders, and the names of files and folders themselves."""
    found: list[Found] = []
    for folder in folders:
        assert folder.exists(), folder
        for path in sorted([folder, *folder.rglob("*")]):
            found += find(f"name of {path.name}", path.name.encode(), patterns)
            if path.is_file() and not path.is_symlink():
                found += find(str(path.relative_to(folder.parent)), path.read_bytes(), patterns)
    return found
