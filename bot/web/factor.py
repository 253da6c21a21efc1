"""The second step of a login: codes of an app (TOTP, RFC 6238) and codes on paper. The only door to pyotp and segno."""

import base64
import hashlib
import hmac
import secrets
from dataclasses import replace
from datetime import datetime
from io import BytesIO

import pyotp
import segno

from bot.model import Factor, StaffId

STEP_S = 30
"""A code of an app is good for this many seconds."""
DRIFT_STEPS = 1
"""So many steps the clock of the app may be ahead or behind."""
RECOVERY_CODES = 10
ISSUER = "Ajar"
"""What stands above the code in the app; it says nothing of what this is for."""

_SECRET_BYTES = 20
"""As RFC 4226 recommends; some apps take no other length."""
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
_GROUPS, _IN_A_GROUP = 3, 4
"""Twelve of 31 letters are 59 bits: nobody tries that out, least of all through the limits."""


def new_secret() -> bytes:
    """Return what an app and we have in common from now on."""
    return secrets.token_bytes(_SECRET_BYTES)


def as_typed(secret: bytes) -> str:
    """Return a secret as it is typed into an app that can't see the picture."""
    return base64.b32encode(secret).decode()


def read_secret(typed: str) -> bytes | None:
    """Return the secret that `as_typed` wrote; None for anything else."""
    try:
        secret = base64.b32decode(typed.encode("ascii"))
    except (ValueError, UnicodeError):
        return None
    return secret if len(secret) == _SECRET_BYTES else None


def picture(secret: bytes, staff_id: StaffId) -> str:
    """Return the picture that an app reads, as SVG for the inside of a page; dark on light, whatever the page is."""
    uri = pyotp.TOTP(as_typed(secret)).provisioning_uri(name=staff_id, issuer_name=ISSUER)
    drawn = BytesIO()
    segno.make(uri, error="m", micro=False).save(
        drawn, kind="svg", xmldecl=False, svgns=True, omitsize=True, border=4, dark="#000", light="#fff"
    )
    return drawn.getvalue().decode()


def new_code() -> str:
    """Return a code that nobody guesses, to be told or written down."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(_IN_A_GROUP)) for _ in range(_GROUPS))


def new_recovery_codes() -> tuple[str, ...]:
    """Return codes for the day on which the app is gone; each opens once."""
    return tuple(new_code() for _ in range(RECOVERY_CODES))


def begin(secret: bytes, code: str, now: datetime) -> tuple[Factor, tuple[str, ...]] | None:
    """Return a second step that begins with this code, and its codes on paper; None: the code is not the app's."""
    begun = spend(Factor(secret), code, now)
    return None if begun is None else with_paper(begun)


def with_paper(factor: Factor) -> tuple[Factor, tuple[str, ...]]:
    """Return a second step with new codes on paper, and the codes; those of before open nothing any more."""
    codes = new_recovery_codes()
    return replace(factor, recovery=tuple(digest(one) for one in codes)), codes


def spend(factor: Factor, typed: str, now: datetime) -> Factor | None:
    """Return the factor after this code was used, so that it can't be used again; None: it opens nothing.

    Args:
        factor: As kept.
        typed: What was typed: six digits of the app or a code on paper; blanks and dashes do not matter.
        now: The moment.
    """
    code = "".join(typed.split()).replace("-", "")
    if code.isascii() and code.isdigit():
        return _spend_step(factor, code, _step(now)) if factor.secret else None
    return _spend_paper(factor, digest(code))


def _spend_step(factor: Factor, code: str, step: int) -> Factor | None:
    """Take the code of a step that is later than the last one used: who read a code over a shoulder comes too late."""
    app = pyotp.TOTP(as_typed(factor.secret))
    for one in range(step - DRIFT_STEPS, step + DRIFT_STEPS + 1):
        if one > factor.used_step and hmac.compare_digest(app.generate_otp(one), code):
            return replace(factor, used_step=one)
    return None


def _spend_paper(factor: Factor, used: bytes) -> Factor | None:
    left = tuple(one for one in factor.recovery if not hmac.compare_digest(one, used))
    return None if len(left) == len(factor.recovery) else replace(factor, recovery=left)


def digest(code: str) -> bytes:
    """Return what is kept of a code that was told or written down, however it is typed."""
    return hashlib.sha256("".join(code.split()).replace("-", "").lower().encode("utf-8", "replace")).digest()


def _step(now: datetime) -> int:
    return int(now.timestamp()) // STEP_S
