"""A device that keeps passkeys, and the browser around it, which says truly on which page it is."""

import hashlib
import json
import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

PRESENT, VERIFIED, HAS_KEY = 0x01, 0x04, 0x40


def written(value: bytes) -> str:
    """Return bytes as WebAuthn writes them."""
    return urlsafe_b64encode(value).rstrip(b"=").decode()


def read(text: str) -> bytes:
    """Return what `written` wrote."""
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


@dataclass
class Device:
    """One passkey, and the page that asks for it.

    Attributes:
        origin: Where the browser says that it is.
        used: How often the key was used; a device that does not count says 0 for ever.
    """

    origin: str
    counts: bool = True
    used: int = 0
    id: bytes = field(default_factory=lambda: os.urandom(16))
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def adds(self, question: dict[str, Any]) -> str:
        """Make the passkey; returns what the page sends."""
        numbers = self.key.public_key().public_numbers()
        cose = {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32), -3: numbers.y.to_bytes(32)}
        credential = bytes(16) + len(self.id).to_bytes(2) + self.id + cbor2.dumps(cose)
        data = self._data(question["rp"]["id"], PRESENT | VERIFIED | HAS_KEY) + credential
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        client = self._client("webauthn.create", question["challenge"])
        return self._answer(clientDataJSON=client, attestationObject=attestation)

    def shows(self, question: dict[str, Any], *, flags: int = PRESENT | VERIFIED) -> str:
        """Show the passkey; returns what the page sends."""
        self.used += self.counts
        data = self._data(question["rpId"], flags)
        client = self._client("webauthn.get", question["challenge"])
        signature = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        return self._answer(clientDataJSON=client, authenticatorData=data, signature=signature)

    def _data(self, host: str, flags: int) -> bytes:
        return hashlib.sha256(host.encode()).digest() + bytes([flags]) + self.used.to_bytes(4)

    def _client(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}).encode()

    def _answer(self, **parts: bytes) -> str:
        response = {name: written(part) for name, part in parts.items()}
        return json.dumps(
            {"id": written(self.id), "rawId": written(self.id), "type": "public-key", "response": response}
        )
