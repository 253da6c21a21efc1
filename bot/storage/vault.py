"""The door to ciphers: seals a field for one place of one row, and opens it only there; keeps no key itself.

    sealed = version (1) | algorithm (1) | key id (4) | nonce (12) | AES-256-GCM-SIV of the padded value, with tag

The associated data names the place: table, column, row, owner, key and row version, each with its length before it.
A value that was altered, cut or moved to any other place is refused, and every refusal looks the same.
GCM-SIV, because a restored snapshot of a machine may repeat its random numbers, and this mode survives that.
"""

import hashlib
import hmac
from os import urandom

from cryptography.exceptions import InvalidTag, UnsupportedAlgorithm
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from bot.errors import BotError, SettingsError, Unreadable

KEY_BYTES = 32
STATE_BYTES = 4096
"""Every state has this size, so that no row tells how far a conversation has come."""
SIZES = (256, 512, 1024, 2048, 4096, 8192, 20_480)
"""The sizes that every other value is padded to."""

_FORMAT = b"\x01\x01"  # version of this layout, algorithm: AES-256-GCM-SIV
_KEY_ID_BYTES = 4
_NONCE_BYTES = 12
_HEAD_BYTES = len(_FORMAT) + _KEY_ID_BYTES
_BODY_AT = _HEAD_BYTES + _NONCE_BYTES
_LENGTH_BYTES = 4


class TooLong(BotError):
    """A value does not fit into the largest size that is stored."""

    def __init__(self, most_bytes: int) -> None:
        """Name the limit, never the value."""
        super().__init__(
            f"This is more than {most_bytes:,} bytes, and nothing longer is kept.",
            fix="Limit the length of free answers in the flow.",
        )


def _measured(part: bytes) -> bytes:
    """Put the length before a part, so that no two lists of parts read the same."""
    return len(part).to_bytes(2) + part


class Place:
    """A column of a table, as the beginning of the associated data."""

    def __init__(self, table: str, column: str) -> None:
        """Write it once; a place is made per column, not per value."""
        self.prefix = b"".join(_measured(part) for part in (b"ajar", _FORMAT, table.encode(), column.encode()))


class FieldKey:
    """Seals and opens the fields of one owner with one key.

    Args:
        key: 32 bytes.
        key_id: 4 bytes that tell this key from others; they stand in the clear.
        owner: Whose fields these are: the id of a conversation, or empty.
    """

    __slots__ = ("_cipher", "_head", "_tail")

    def __init__(self, key: bytes, *, key_id: bytes, owner: bytes = b"") -> None:
        """Set the cipher up; keep the object, making one costs as much as sealing with it."""
        self._cipher = AESGCMSIV(key)
        self._head = _FORMAT + key_id
        self._tail = _measured(owner) + _measured(key_id) + b"\x00\x08"

    def seal(self, place: Place, row_id: bytes, value: bytes, *, version: int = 0) -> bytes:
        """Seal a value for this place, this row and this version of the row."""
        nonce = urandom(_NONCE_BYTES)
        return self._head + nonce + self._cipher.encrypt(nonce, value, self._where(place, row_id, version))

    def open(self, place: Place, row_id: bytes, sealed: bytes, *, version: int = 0) -> bytes:
        """Return the value that was sealed for exactly this place, row and version.

        Raises:
            Unreadable: it was altered, sealed for elsewhere, or with another key.
        """
        if sealed[:_HEAD_BYTES] != self._head:
            raise Unreadable
        try:
            return self._cipher.decrypt(
                sealed[_HEAD_BYTES:_BODY_AT], sealed[_BODY_AT:], self._where(place, row_id, version)
            )
        except (InvalidTag, ValueError):
            raise Unreadable from None

    def _where(self, place: Place, row_id: bytes, version: int) -> bytes:
        length = len(row_id).to_bytes(2)
        return b"".join((place.prefix, length, row_id, self._tail, version.to_bytes(8)))


def pad(value: bytes, size: int = 0) -> bytes:
    """Fill a value up to `size`, or without one to the next of `SIZES`.

    Raises:
        TooLong: it does not fit.
    """
    needed = len(value) + _LENGTH_BYTES
    if not size:
        size = next((size for size in SIZES if size >= needed), 0) or SIZES[-1]
    if needed > size:
        raise TooLong(size - _LENGTH_BYTES)
    return (len(value).to_bytes(_LENGTH_BYTES) + value).ljust(size, b"\0")


def unpad(padded: bytes) -> bytes:
    """Return what `pad` was given.

    Raises:
        Unreadable: `pad` did not make this.
    """
    end = _LENGTH_BYTES + int.from_bytes(padded[:_LENGTH_BYTES])
    if end > len(padded):
        raise Unreadable
    return padded[_LENGTH_BYTES:end]


def derive(key: bytes, purpose: str, *, size: int = KEY_BYTES) -> bytes:
    """Return `size` bytes that depend on the key and the purpose, and tell nothing about either."""
    return HKDFExpand(SHA256(), size, purpose.encode()).derive(key)


def field_key(data_key: bytes, owner: bytes) -> FieldKey:
    """Return what seals the fields of an owner, from the random key that the owner's rows are kept under."""
    derived = derive(data_key, "field/v1", size=KEY_BYTES + _KEY_ID_BYTES)
    return FieldKey(derived[:KEY_BYTES], key_id=derived[KEY_BYTES:], owner=owner)


def chain(key: bytes, *parts: bytes) -> bytes:
    """Return the authentication code of these parts, in this order and with these borders; 32 bytes."""
    return hmac.digest(key, b"".join(_measured(part) for part in parts), hashlib.sha256)


def self_test() -> None:
    """Seal and open what RFC 8452 and RFC 5869 give the answers for; run it before anything is stored.

    Raises:
        SettingsError: the cryptography of this machine lacks a part, or computes something else.
    """
    try:
        sealed = AESGCMSIV(b"\x01" + bytes(31)).encrypt(b"\x03" + bytes(11), b"\x01" + bytes(7), None)
        derived = HKDFExpand(SHA256(), 42, bytes.fromhex("f0f1f2f3f4f5f6f7f8f9")).derive(
            bytes.fromhex("077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5")
        )
        right = sealed.hex() == _RFC_8452_SEALED and derived.hex() == _RFC_5869_DERIVED
        key = FieldKey(bytes(KEY_BYTES), key_id=bytes(_KEY_ID_BYTES))
        place = Place("self", "test")
        right = right and key.open(place, b"1", key.seal(place, b"1", b"right")) == b"right"
    except (UnsupportedAlgorithm, Unreadable):
        right = False
    if not right:
        raise SettingsError(
            "The ciphers of this machine don't compute what they must; nothing can be kept safely.",
            where="cryptography",
            fix="Install the locked version of `cryptography`, with the OpenSSL that comes with it.",
        )


_RFC_8452_SEALED = "c2ef328e5c71c83b843122130f7364b761e0b97427e3df28"  # appendix C.2, second vector
_RFC_5869_DERIVED = (  # appendix A.1
    "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"
)
