"""HPKE (RFC 9180, base mode, X25519, HKDF-SHA256, AES-GCM) does what its standard says.

The library takes no key of the sender and no associated data, so its answers can't be compared with the standard's one
by one. So a sender is written here from the standard, held to the vectors of the standard to the last byte, and the
library has to open what it sends.
"""

import json
from pathlib import Path
from typing import Any

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.kdf.hkdf import HKDF, HKDFExpand

ANSWERS = json.loads((Path(__file__).parent / "known_answers" / "hpke.json").read_text(encoding="utf-8"))
VECTORS = [pytest.param(one, id=one["about"]) for one in ANSWERS["vectors"]]
KEM_ID = b"KEM\x00\x20"
AEADS = {1: AEAD.AES_128_GCM, 2: AEAD.AES_256_GCM}
KEY_BYTES = {1: 16, 2: 32}


def raw(text: str) -> bytes:
    """Return the bytes that a vector writes in hexadecimal."""
    return bytes.fromhex(text)


def extract(salt: bytes, suite: bytes, label: bytes, secret: bytes) -> bytes:
    """LabeledExtract, section 4."""
    return HKDF.extract(SHA256(), salt or bytes(32), b"HPKE-v1" + suite + label + secret)


def expand(prk: bytes, suite: bytes, label: bytes, info: bytes, *, size: int) -> bytes:
    """LabeledExpand, section 4."""
    return HKDFExpand(SHA256(), size, size.to_bytes(2, "big") + b"HPKE-v1" + suite + label + info).derive(prk)


def shared_secret(one: dict[str, Any]) -> bytes:
    """Encap of section 4.1, with the sender's key of the vector."""
    public = X25519PublicKey.from_public_bytes(raw(one["public"]))
    exchanged = X25519PrivateKey.from_private_bytes(raw(one["ephemeral"])).exchange(public)
    prk = extract(b"", KEM_ID, b"eae_prk", exchanged)
    return expand(prk, KEM_ID, b"shared_secret", raw(one["enc"]) + raw(one["public"]), size=32)


def key_and_nonce(one: dict[str, Any], info: bytes) -> tuple[bytes, bytes]:
    """KeySchedule of section 5.1, in base mode."""
    suite = b"HPKE\x00\x20\x00\x01" + one["id"].to_bytes(2, "big")
    context = b"\x00" + extract(b"", suite, b"psk_id_hash", b"") + extract(b"", suite, b"info_hash", info)
    secret = extract(shared_secret(one), suite, b"secret", b"")
    key = expand(secret, suite, b"key", context, size=KEY_BYTES[one["id"]])
    return key, expand(secret, suite, b"base_nonce", context, size=12)


def sent(one: dict[str, Any], plain: bytes, info: bytes, associated: bytes = b"") -> bytes:
    """Return what the sender of a vector sends first."""
    key, nonce = key_and_nonce(one, info)
    return raw(one["enc"]) + AESGCM(key).encrypt(nonce, plain, associated)


@pytest.mark.parametrize("one", VECTORS)
def test_the_sender_is_the_one_of_the_standard(one: dict[str, Any]) -> None:
    """Secret, key, nonce and what is sent, to the last byte."""
    assert shared_secret(one) == raw(one["shared"])
    assert key_and_nonce(one, raw(one["info"])) == (raw(one["key"]), raw(one["base_nonce"]))
    assert sent(one, raw(one["plain"]), raw(one["info"]), raw(one["associated"])) == raw(one["enc"]) + raw(
        one["sealed"]
    )


@pytest.mark.parametrize("one", VECTORS)
def test_the_library_opens_what_that_sender_sends(one: dict[str, Any]) -> None:
    """And refuses it for another purpose, for another key, with one bit changed, and with associated data."""
    suite = Suite(KEM.X25519, KDF.HKDF_SHA256, AEADS[one["id"]])
    private, info = X25519PrivateKey.from_private_bytes(raw(one["private"])), raw(one["info"])
    sealed = sent(one, raw(one["plain"]), info)

    assert suite.decrypt(sealed, private, info=info) == raw(one["plain"])
    with pytest.raises(InvalidTag):
        suite.decrypt(sealed, private, info=info + b"x")
    with pytest.raises(InvalidTag):
        suite.decrypt(sealed, X25519PrivateKey.generate(), info=info)
    with pytest.raises(InvalidTag):
        suite.decrypt(sent(one, raw(one["plain"]), info, b"more"), private, info=info)
    for place in range(len(sealed)):
        altered = bytearray(sealed)
        altered[place] ^= 1 << place % 7  # the highest bit of a public key means nothing
        with pytest.raises(InvalidTag):
            suite.decrypt(bytes(altered), private, info=info)


@pytest.mark.parametrize("one", VECTORS)
def test_what_the_library_sends_it_opens(one: dict[str, Any]) -> None:
    """Each time under a new key of the sender: nothing twice."""
    suite = Suite(KEM.X25519, KDF.HKDF_SHA256, AEADS[one["id"]])
    private, info = X25519PrivateKey.from_private_bytes(raw(one["private"])), raw(one["info"])
    both = {suite.encrypt(raw(one["plain"]), private.public_key(), info=info) for _ in range(2)}

    assert len({sealed[:32] for sealed in both}) == 2
    assert {suite.decrypt(sealed, private, info=info) for sealed in both} == {raw(one["plain"])}
