"""Each primitive computes what its standard says, with the library and the OpenSSL that are installed here.

The answers lie in `known_answers`, one file for each primitive, with standard, source and licence; `envelope.json` is
ours: values that were sealed once, which every later version has to read.
"""

import ast
import base64
import hashlib
import hmac
import json
from pathlib import Path
from typing import Any

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, AESGCMSIV
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from bot.errors import Unreadable
from bot.storage.vault import FieldKey, Place, chain, derive, pad, unpad
from bot.web.login import verify

HERE = Path(__file__).parent / "known_answers"
ANSWERS = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted(HERE.glob("*.json"))}
BOT = Path(__file__).parents[3] / "bot"
PROVEN_BY = {
    "AESGCMSIV": "aes_gcm_siv",
    "HKDFExpand": "hkdf_sha256",
    "SHA256": "hkdf_sha256",
    "Argon2id": "argon2id",
    "X25519PrivateKey": "x25519",
    "X25519PublicKey": "x25519",
    **dict.fromkeys(("Suite", "KEM", "KDF", "AEAD"), "hpke"),
}
"""Which answers prove what is imported from the library of ciphers."""


def vectors(primitive: str) -> list[Any]:
    """Return the vectors of a primitive, named by their numbers."""
    found: list[Any] = ANSWERS[primitive]["vectors"]
    return [pytest.param(one, id=str(one["id"])) for one in found]


def raw(text: str) -> bytes:
    """Return the bytes that a vector writes in hexadecimal."""
    return bytes.fromhex(text)


@pytest.mark.parametrize(
    ("kind", "one"),
    [
        *(pytest.param(AESGCMSIV, *one.values, id=f"siv-{one.id}") for one in vectors("aes_gcm_siv")),
        *(pytest.param(AESGCM, *one.values, id=f"gcm-{one.id}") for one in vectors("aes_256_gcm")),
    ],
)
def test_aes(kind: type[AESGCM | AESGCMSIV], one: dict[str, Any]) -> None:
    """Seals to exactly this, opens it again, and refuses it with one bit changed, wherever that is; and wrong tags."""
    cipher, nonce, associated = kind(raw(one["key"])), raw(one["nonce"]), raw(one["associated"])
    plain, sealed = raw(one["plain"]), raw(one["sealed"])

    if not one["is_right"]:
        with pytest.raises(InvalidTag):
            cipher.decrypt(nonce, sealed, associated)
        return
    assert cipher.encrypt(nonce, plain, associated) == sealed
    assert cipher.decrypt(nonce, sealed, associated) == plain
    for place in range(len(sealed)):
        altered = bytearray(sealed)
        altered[place] ^= 1 << place % 8
        with pytest.raises(InvalidTag):
            cipher.decrypt(nonce, bytes(altered), associated)


@pytest.mark.parametrize("one", vectors("hkdf_sha256"))
def test_hkdf(one: dict[str, Any]) -> None:
    """Both steps: a secret becomes a key by HMAC, and from that key others are derived; no more than 255 blocks."""
    prk = hmac.digest(raw(one["salt"]) or bytes(32), raw(one["secret"]), hashlib.sha256)

    if not one["is_right"]:
        with pytest.raises(ValueError, match="larger than 8160"):
            HKDFExpand(SHA256(), one["size"], raw(one["info"]))
        return
    assert HKDFExpand(SHA256(), one["size"], raw(one["info"])).derive(prk) == raw(one["derived"])
    if not one["info"]:
        assert derive(prk, "", size=one["size"]) == raw(one["derived"])


@pytest.mark.parametrize("one", vectors("hmac_sha256"))
def test_hmac(one: dict[str, str]) -> None:
    """In one go as the audit uses it, and step by step as the hashes of senders do."""
    begun = hmac.new(raw(one["key"]), digestmod="sha256").copy()
    begun.update(raw(one["message"]))

    assert hmac.digest(raw(one["key"]), raw(one["message"]), hashlib.sha256) == begun.digest() == raw(one["mac"])


@pytest.mark.parametrize("one", vectors("x25519"))
def test_x25519(one: dict[str, Any]) -> None:
    """Two come to the same secret; a public key that would make it known to everybody is refused."""
    private = X25519PrivateKey.from_private_bytes(raw(one["private"]))
    public = X25519PublicKey.from_public_bytes(raw(one["public"]))

    if not one["is_right"]:
        with pytest.raises(ValueError, match="shared"):
            private.exchange(public)
        return
    assert private.exchange(public) == raw(one["shared"])


@pytest.mark.parametrize("one", vectors("argon2id"))
def test_argon2id(one: dict[str, Any]) -> None:
    """What the passwords of staff go through; and our own check of a password agrees, where it can be asked."""
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
    if not one["secret"] and not one["associated"]:
        salt, output = (base64.b64encode(raw(one[name])).decode().rstrip("=") for name in ("salt", "output"))
        verifier = f"$argon2id$v=19$m={one['memory_kib']},t={one['passes']},p={one['lanes']}${salt}${output}"
        password = raw(one["password"]).decode()
        assert verify(password, verifier)
        assert not verify(f"{password}x", verifier)


def measured(*parts: bytes) -> bytes:
    """Return parts with the length of each before it, as the layout of a sealed value says."""
    return b"".join(len(part).to_bytes(2, "big") + part for part in parts)


def by_the_layout(one: dict[str, Any]) -> bytes:
    """Seal what a vector says, written anew from the description of the layout and without our own code."""
    head, nonce = b"\x01\x01" + raw(one["key_id"]), raw(one["nonce"])
    where = measured(b"ajar", b"\x01\x01", one["table"].encode(), one["column"].encode(), raw(one["row"]))
    where += measured(raw(one["owner"]), raw(one["key_id"]), one["version"].to_bytes(8, "big"))
    return head + nonce + AESGCMSIV(raw(one["key"])).encrypt(nonce, raw(one["value"]), where)


def opened(one: dict[str, Any], sealed: bytes) -> bytes:
    """Open a value with our own code."""
    key = FieldKey(raw(one["key"]), key_id=raw(one["key_id"]), owner=raw(one["owner"]))
    return key.open(Place(one["table"], one["column"]), raw(one["row"]), sealed, version=one["version"])


@pytest.mark.parametrize("one", vectors("envelope"))
def test_what_was_sealed_once_can_be_read_for_ever(one: dict[str, Any]) -> None:
    """A value of an older version is opened, and was made as the layout says; nothing else about it is accepted."""
    sealed = raw(one["sealed"])

    assert by_the_layout(one) == sealed
    assert opened(one, sealed) == raw(one["value"])
    for place in range(len(sealed)):
        altered = bytearray(sealed)
        altered[place] ^= 1 << place % 8
        with pytest.raises(Unreadable):
            opened(one, bytes(altered))
        with pytest.raises(Unreadable):
            opened(one, sealed[:place])
    for name, other in (("table", "x"), ("column", "x"), ("row", "00"), ("owner", "00"), ("version", 77)):
        with pytest.raises(Unreadable):
            opened({**one, name: other}, sealed)


@pytest.mark.parametrize("one", vectors("envelope"))
def test_padding_and_chains_are_what_they_were(one: dict[str, Any]) -> None:
    """What was padded, and codes of the audit that were written once, are read by every later version."""
    value = raw(one["value"])

    assert pad(value).hex() == one["padded"] + "00" * (len(pad(value)) - len(raw(one["padded"])))
    assert unpad(pad(value)) == value
    assert chain(raw(one["key"]), raw(one["row"]), value) == raw(one["chained"])
    assert raw(one["chained"]) == hmac.digest(raw(one["key"]), measured(raw(one["row"]), value), "sha256")


def test_no_primitive_goes_without_vectors() -> None:
    """Each file names where its answers come from; what the code takes from the library of ciphers has answers."""
    counts = {name: len(one["vectors"]) for name, one in ANSWERS.items()}
    imported = {
        name.name
        for path in BOT.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("cryptography.hazmat")
        for name in node.names
    }

    assert {PROVEN_BY.get(name, name) for name in imported} <= set(ANSWERS)
    assert all(one["standard"] and one["source"] and one["licence"] for one in ANSWERS.values())
    assert {name: count for name, count in counts.items() if name not in {"envelope", "hpke"}} == {
        "aes_gcm_siv": 202, "aes_256_gcm": 66, "hkdf_sha256": 86, "hmac_sha256": 6, "argon2id": 6, "x25519": 131,
    }  # fmt: skip
    assert (counts["envelope"], counts["hpke"]) == (12, 2)
    assert sum(not one.get("is_right", True) for name in counts for one in ANSWERS[name]["vectors"]) == 127
