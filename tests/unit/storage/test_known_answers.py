"""Each primitive computes what its standard says, with the library and the OpenSSL that are installed here."""

import hashlib
import hmac
import json
from pathlib import Path
from typing import Any

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

ANSWERS = json.loads((Path(__file__).parent / "known_answers.json").read_text(encoding="utf-8"))


def vectors(primitive: str) -> list[Any]:
    """Return the vectors of a primitive."""
    found: list[Any] = ANSWERS[primitive]["vectors"]
    return found


def raw(text: str) -> bytes:
    """Return the bytes that a vector writes in hexadecimal."""
    return bytes.fromhex(text)


@pytest.mark.parametrize("one", vectors("aes_gcm_siv"))
def test_aes_gcm_siv(one: dict[str, str]) -> None:
    """Seals to exactly this, opens it again, and refuses it with one bit changed, wherever that is."""
    cipher, nonce, associated = AESGCMSIV(raw(one["key"])), raw(one["nonce"]), raw(one["associated"])
    plain, sealed = raw(one["plain"]), raw(one["sealed"])

    assert cipher.encrypt(nonce, plain, associated) == sealed
    assert cipher.decrypt(nonce, sealed, associated) == plain
    for place in range(len(sealed)):
        altered = bytearray(sealed)
        altered[place] ^= 1 << place % 8
        with pytest.raises(InvalidTag):
            cipher.decrypt(nonce, bytes(altered), associated)


@pytest.mark.parametrize("one", vectors("hkdf_expand_sha256"))
def test_hkdf(one: dict[str, Any]) -> None:
    """The step that derives keys from a random one."""
    assert HKDFExpand(SHA256(), one["size"], raw(one["info"])).derive(raw(one["prk"])) == raw(one["okm"])


@pytest.mark.parametrize("one", vectors("hmac_sha256"))
def test_hmac(one: dict[str, str]) -> None:
    """In one go as the audit uses it, and step by step as the hashes of senders do."""
    begun = hmac.new(raw(one["key"]), digestmod="sha256").copy()
    begun.update(raw(one["message"]))

    assert hmac.digest(raw(one["key"]), raw(one["message"]), hashlib.sha256) == begun.digest() == raw(one["mac"])


@pytest.mark.parametrize("one", vectors("argon2id"))
def test_argon2id(one: dict[str, Any]) -> None:
    """What the passwords of staff go through."""
    argon = Argon2id(
        salt=raw(one["salt"]),
        length=len(raw(one["output"])),
        iterations=one["passes"],
        lanes=one["lanes"],
        memory_cost=one["memory_kib"],
        ad=raw(one["associated"]) or None,
        secret=raw(one["secret"]) or None,
    )

    assert argon.derive(raw(one["password"])) == raw(one["output"])


def test_no_primitive_goes_without_vectors() -> None:
    """Each names its standard."""
    counts = {name: len(one["vectors"]) for name, one in ANSWERS.items() if name != "source"}

    assert all(one["standard"].startswith("RFC ") for name, one in ANSWERS.items() if name != "source")
    assert counts == {"aes_gcm_siv": 46, "hkdf_expand_sha256": 3, "hmac_sha256": 6, "argon2id": 6}
