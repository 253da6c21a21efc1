"""The second step of a login by a passkey (WebAuthn): what a browser is asked, and the check of its answer.

The only door to webauthn. Nothing is kept of a question: a challenge carries its moment and a code of ours, it belongs
to one browser or one login, and none opens anything that is older than one that did.
"""

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import msgspec
from aiohttp import web

from bot.model import Factor, Passkey, StaffId
from bot.web.factor import ISSUER
from bot.web.origin import own_origins

if TYPE_CHECKING:
    from webauthn.helpers.cose import COSEAlgorithmIdentifier

CHALLENGE_FOR = timedelta(minutes=3)
"""So long a question of ours can be answered: to find a key and touch it takes a while."""
LONGEST_ANSWER = 16_384
"""Characters of what a browser answers."""
MOST_PASSKEYS = 5
LONGEST_NAME = 40
ALGORITHMS = (-8, -7, -257)
"""Ed25519, ECDSA on P-256, RSA: what authenticators can do, the best first."""

_LONGEST_ID_BYTES, _LONGEST_KEY_BYTES = 512, 1024
_NONCE_BYTES, _MOMENT_BYTES, _CODE_BYTES = 16, 8, 32
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_ADD, _SHOW = b"passkey to add\0", b"passkey to show\0"


@dataclass(frozen=True, slots=True)
class Question:
    """Who asks, and where: an answer that was given elsewhere, or to somebody else, is none.

    Attributes:
        key: Vouches for challenges.
        bound_to: What names the browser or the login that was asked.
        host: The host as the browser has it; the passkeys belong to it.
        origins: The addresses before the path that the browser may say it was at.
    """

    key: bytes = field(repr=False)
    bound_to: bytes = field(repr=False)
    host: str
    origins: tuple[str, ...]

    def challenge(self, purpose: bytes, now: datetime) -> bytes:
        """Return a challenge for this moment."""
        issued = secrets.token_bytes(_NONCE_BYTES) + ((now - _EPOCH) // _MICROSECOND).to_bytes(_MOMENT_BYTES)
        return issued + self._code(purpose, issued)

    def issued(self, purpose: bytes, challenge: bytes, now: datetime) -> int:
        """Return when a challenge was made, in microseconds since 1970; 0: it is not ours, or too old."""
        issued, code = challenge[:-_CODE_BYTES], challenge[-_CODE_BYTES:]
        if len(challenge) != _NONCE_BYTES + _MOMENT_BYTES + _CODE_BYTES:
            return 0
        if not hmac.compare_digest(self._code(purpose, issued), code):
            return 0
        moment = int.from_bytes(issued[_NONCE_BYTES:])
        return moment if timedelta() <= now - (_EPOCH + moment * _MICROSECOND) < CHALLENGE_FOR else 0

    def _code(self, purpose: bytes, issued: bytes) -> bytes:
        return hmac.digest(self.key, purpose + len(self.bound_to).to_bytes(4) + self.bound_to + issued, "sha256")


NOBODY = Question(b"", b"", "", ())
"""Asks nothing, so no answer is right."""


def question(request: web.Request, key: bytes, bound_to: bytes) -> Question:
    """Return who asks the browser that sent this request."""
    origins = own_origins(request)
    return Question(key, bound_to, urlsplit(origins[0]).hostname or "", origins)


class _Data(msgspec.Struct):
    """What a browser signs with: of all of it only this is read here."""

    challenge: str


class _Response(msgspec.Struct):
    clientDataJSON: str  # noqa: N815 - as the standard calls it


class _Answer(msgspec.Struct):
    id: str
    response: _Response


def is_answer(typed: str) -> bool:
    """Tell whether this is what a passkey answered, and no code that somebody typed."""
    return typed.startswith("{")


def ask_to_show(asked: Question, now: datetime) -> dict[str, object]:
    """Return what a browser is asked that is to show a passkey; it tells of no account whether it has any."""
    return {
        "challenge": _written(asked.challenge(_SHOW, now)),
        "rpId": asked.host,
        "timeout": CHALLENGE_FOR // timedelta(milliseconds=1),
        "userVerification": "preferred",
    }


def ask_to_add(asked: Question, staff_id: StaffId, *, factor: Factor | None, now: datetime) -> dict[str, object]:
    """Return what a browser is asked that is to make a passkey."""
    owner = hmac.digest(asked.key, b"owner of passkeys\0" + staff_id.encode(), "sha256")
    known = () if factor is None else factor.passkeys
    return {
        "challenge": _written(asked.challenge(_ADD, now)),
        "rp": {"id": asked.host, "name": ISSUER},
        "user": {"id": _written(owner), "name": staff_id, "displayName": staff_id},
        "pubKeyCredParams": [{"type": "public-key", "alg": one} for one in ALGORITHMS],
        "excludeCredentials": [{"type": "public-key", "id": _written(one.id)} for one in known],
        "authenticatorSelection": {
            "residentKey": "required",
            "requireResidentKey": True,
            "userVerification": "preferred",
        },
        "attestation": "none",
        "timeout": CHALLENGE_FOR // timedelta(milliseconds=1),
    }


def add(asked: Question, answer: str, name: str, *, factor: Factor | None, now: datetime) -> Factor | None:
    """Return the second step with the passkey that a browser made; None: there is none to be had from this answer."""
    before = Factor() if factor is None else factor
    read = _read(asked, _ADD, answer, now=now)
    if read is None or read[1] <= before.used_challenge or len(before.passkeys) >= MOST_PASSKEYS:
        return None
    challenge, issued, _ = read
    from webauthn import verify_registration_response  # noqa: PLC0415 - takes long to load, and few ever need it

    try:
        made = verify_registration_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=asked.host,
            expected_origin=[*asked.origins],
            supported_pub_key_algs=_algorithms(),
        )
    except Exception:  # noqa: BLE001 - whatever the library stumbles over in what somebody sent, it is no passkey
        return None
    new = Passkey(made.credential_id, name, made.credential_public_key, made.sign_count)
    is_too_long = len(new.id) > _LONGEST_ID_BYTES or len(new.public_key) > _LONGEST_KEY_BYTES
    if is_too_long or any(one.id == new.id for one in before.passkeys):
        return None
    return replace(before, passkeys=(*before.passkeys, new), used_challenge=issued)


def show(asked: Question, answer: str, factor: Factor, *, now: datetime) -> Factor | None:
    """Return the second step after a passkey of it was shown, so that the answer opens nothing again; None: it is none.

    A counter of uses that did not go up is refused: then there are two of what there must be one of.
    """
    read = _read(asked, _SHOW, answer, now=now)
    if read is None or read[1] <= factor.used_challenge:
        return None
    challenge, issued, shown = read
    passkey = next((one for one in factor.passkeys if one.id == shown), None)
    if passkey is None:
        return None
    from webauthn import verify_authentication_response  # noqa: PLC0415 - as above

    try:
        proven = verify_authentication_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=asked.host,
            expected_origin=[*asked.origins],
            credential_public_key=passkey.public_key,
            credential_current_sign_count=passkey.used,
        )
    except Exception:  # noqa: BLE001 - as above
        return None
    used = replace(passkey, used=proven.new_sign_count)
    passkeys = tuple(used if one.id == shown else one for one in factor.passkeys)
    return replace(factor, passkeys=passkeys, used_challenge=issued)


def name_of(passkey: Passkey) -> str:
    """Return what names a passkey in an address: nothing of it itself."""
    return hashlib.sha256(passkey.id).hexdigest()


def _read(asked: Question, purpose: bytes, answer: str, *, now: datetime) -> tuple[bytes, int, bytes] | None:
    """Return challenge, moment and the passkey's id of an answer to a question of ours; None for any other answer."""
    if len(answer) > LONGEST_ANSWER or not asked.host:
        return None
    try:
        read = msgspec.json.decode(answer, type=_Answer)
        data = msgspec.json.decode(_bytes(read.response.clientDataJSON), type=_Data)
        challenge, shown = _bytes(data.challenge), _bytes(read.id)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return None
    issued = asked.issued(purpose, challenge, now)
    return (challenge, issued, shown) if issued else None


def _algorithms() -> "list[COSEAlgorithmIdentifier]":
    from webauthn.helpers.cose import COSEAlgorithmIdentifier  # noqa: PLC0415 - as above

    return [COSEAlgorithmIdentifier(one) for one in ALGORITHMS]


def _written(value: bytes) -> str:
    return urlsafe_b64encode(value).rstrip(b"=").decode()


def _bytes(written: str) -> bytes:
    return urlsafe_b64decode(written.encode("ascii") + b"=" * (-len(written) % 4))
