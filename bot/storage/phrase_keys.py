"""From a return phrase to its keys, and what they seal. The second door to ciphers, for this one thing; keeps nothing.

    Argon2id(plain phrase, 64 MiB, 3 passes, pepper: a lasting key of the keyring) -> 32 bytes
      HKDF-Expand "return-tag/v1" -> tag, 16 bytes           HKDF-Expand "return-key/v1" -> X25519 private key
    sealed = HPKE (RFC 9180, base mode, X25519, HKDF-SHA256, AES-256-GCM), info: what it is, and the tag

Whoever has the database and all keys still has to try phrases, at a seventh of a second and 64 MiB each; without the
pepper not even that. Only the public key is kept until the lock, and after it neither.
"""

from typing import NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from bot.errors import Unreadable
from bot.model import ReturnKey, WayBack
from bot.storage.vault import derive

MEMORY_KIB = 64 * 1024
PASSES = 3
TAG_BYTES = 16
_SALT = b"ajar return v1.."
_SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


class PhraseKeys(NamedTuple):
    """What follows from a phrase: what is kept of it, and what opens."""

    way: WayBack
    key: ReturnKey


def phrase_keys(phrase: str, pepper: bytes, *, memory_kib: int = MEMORY_KIB) -> PhraseKeys:
    """Return the keys of a phrase in its plain spelling. It takes a seventh of a second: call it in a thread.

    Args:
        phrase: As `ReturnWords.meant` returns it.
        pepper: 32 bytes of the keyring.
        memory_kib: Less than usual only in tests.
    """
    argon2 = Argon2id(salt=_SALT, length=32, iterations=PASSES, lanes=1, memory_cost=memory_kib, secret=pepper)
    root = argon2.derive(phrase.encode())
    tag = derive(root, "return-tag/v1", size=TAG_BYTES)
    private = derive(root, "return-key/v1")
    public = X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()
    return PhraseKeys(WayBack(tag, public), ReturnKey(tag, private))


def seal_to(way: WayBack, content: bytes) -> bytes:
    """Seal something so that only the phrase opens it; 48 bytes longer than what goes in."""
    return _SUITE.encrypt(content, X25519PublicKey.from_public_bytes(way.public_key), info=_info(way.tag))


def open_with(key: ReturnKey, sealed: bytes) -> bytes:
    """Return what was sealed to this phrase.

    Raises:
        Unreadable: it was altered, or sealed to another phrase.
    """
    try:
        return _SUITE.decrypt(sealed, X25519PrivateKey.from_private_bytes(key.private_key), info=_info(key.tag))
    except (InvalidTag, ValueError):
        raise Unreadable from None


def _info(tag: bytes) -> bytes:
    return b"ajar/way_back/v1/" + tag
