"""Reads the number of a contact that somebody shares, and whether it is theirs; every name is skipped. Pure."""

import msgspec
from msgspec import Raw

from bot.model import SharedContact

LONGEST_NUMBER = 40


class _Contact(msgspec.Struct, gc=False):
    phone_number: str
    user_id: int = 0


_CONTACT = msgspec.json.Decoder(_Contact)


def contact_in(raw: Raw, *, of: int) -> SharedContact | None:
    """Return what a contact says; None where no number can be read.

    Args:
        raw: As it stands in a message.
        of: Who shares it. Telegram names the user whose number it is, where it knows one, and writes it without a "+".
    """
    try:
        contact = _CONTACT.decode(raw)
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        return None
    is_own, number = contact.user_id == of, contact.phone_number.strip()
    if not 0 < len(number) <= LONGEST_NUMBER:
        return None
    return SharedContact(f"+{number}" if is_own and number.isdecimal() else number, is_own)
