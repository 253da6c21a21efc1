"""Reads what signal-cli hands over into what it means to us, and drops the rest; pure.

Only the fields named here are ever read: a name, a file, a place or a contact is skipped by the parser.
"""

import re
from dataclasses import replace

import msgspec
from msgspec import UNSET, Raw, UnsetType

from bot.channels.signal.event import CHANNEL, Heard, Ignore, Leave, Marks
from bot.model import UNKNOWN_REF, Inbound, InboundKind, Sender

LONGEST_TEXT = 20_000
_UUID = re.compile(r"(?:PNI:)?[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_NUMBER = re.compile(r"\+[1-9]\d{4,18}")
_NO_TIME = 1 << 53
"""Milliseconds that are no time of anybody's: whatever a daemon writes there is a number to JSON."""
_UNREADABLE = (msgspec.MsgspecError, UnicodeError, RecursionError)


class _Group(msgspec.Struct, rename="camel", gc=False):
    group_id: str = ""


class _Data(msgspec.Struct, rename="camel", gc=False):
    message: str | None = None
    group_info: _Group | None = None
    attachments: list[Raw] | None = None
    contacts: list[Raw] | None = None
    sticker: Raw | UnsetType = UNSET
    poll_create: Raw | UnsetType = UNSET
    view_once: bool = False

    @property
    def shows_something(self) -> bool:
        """Tell whether the person sent something that is no text; a reaction or a new timer is nothing of the kind."""
        there = not isinstance(self.sticker, UnsetType) or not isinstance(self.poll_create, UnsetType)
        return bool(self.attachments or self.contacts or self.view_once) or there


class _Edit(msgspec.Struct, rename="camel", gc=False):
    data_message: _Data | None = None


class _Call(msgspec.Struct, rename="camel", gc=False):
    offer_message: Raw | UnsetType = UNSET


class _Typing(msgspec.Struct, rename="camel", gc=False):
    group_id: str | None = None


class _Kinds(msgspec.Struct, rename="camel", gc=False):
    """What an envelope may hold; receipts, stories and what our own other devices did are not among it."""

    data_message: _Data | None = None
    edit_message: _Edit | None = None
    call_message: _Call | None = None
    typing_message: _Typing | None = None


class _Who(msgspec.Struct, rename="camel", gc=False):
    source_uuid: str | None = None
    source_number: str | None = None
    timestamp: int = 0
    server_received_timestamp: int = 0

    @property
    def sender(self) -> str:
        """How we know them: by the id that stays when a number is hidden, shown or changed; empty: not at all."""
        if self.source_uuid and _UUID.fullmatch(self.source_uuid):
            return self.source_uuid.lower()
        return self.source_number if self.source_number and _NUMBER.fullmatch(self.source_number) else ""


class _Told(msgspec.Struct, gc=False):
    account: str | None = None
    envelope: Raw | UnsetType = UNSET
    exception: Raw | UnsetType = UNSET


class _Params(msgspec.Struct, gc=False):
    result: _Told | None = None
    account: str | None = None
    envelope: Raw | UnsetType = UNSET
    exception: Raw | UnsetType = UNSET


_PARAMS = msgspec.json.Decoder(_Params)
_WHO = msgspec.json.Decoder(_Who)
_KINDS = msgspec.json.Decoder(_Kinds)


class Reader:
    """Reads for one account.

    Args:
        account: AJAR_SIGNAL_ACCOUNT; what a daemon hands over for other accounts is none of ours.
        marks: Names events.
    """

    def __init__(self, account: str, marks: Marks) -> None:
        self._account = account
        self._marks = marks

    def read(self, params: bytes | Raw) -> Heard:
        """Return what the parameters of a `receive` mean, also of broken ones."""
        try:
            given = _PARAMS.decode(params)
        except _UNREADABLE:
            return Heard(is_poison=True)
        told = given.result or _Told(given.account, given.envelope, given.exception)
        if told.account not in {None, self._account}:
            return Heard()
        is_broken = not isinstance(told.exception, UnsetType)
        if isinstance(told.envelope, UnsetType):
            return Heard(is_poison=is_broken)
        heard = self._of_envelope(told.envelope, is_broken=is_broken)
        return replace(heard, is_uncalled=given.result is None)

    def _of_envelope(self, envelope: Raw, *, is_broken: bool) -> Heard:
        try:
            who = _WHO.decode(envelope)
        except _UNREADABLE:
            return Heard(is_poison=True)
        if not who.sender or who.timestamp <= 0:
            return Heard(is_poison=True)
        said_at = who.server_received_timestamp / 1000 if 0 < who.server_received_timestamp < _NO_TIME else 0.0
        if is_broken:  # they wrote something that nobody here can decipher
            return Heard(self._inbound(who, InboundKind.UNSUPPORTED), said_at, is_poison=True)
        try:
            kinds = _KINDS.decode(envelope)
        except _UNREADABLE:
            return Heard(self._inbound(who, InboundKind.UNSUPPORTED), said_at, is_poison=True)
        return Heard(self._meant(who, kinds), said_at)

    def _meant(self, who: _Who, kinds: _Kinds) -> Inbound | Leave | Ignore:
        edit = kinds.edit_message
        data = kinds.data_message or (edit.data_message if edit is not None else None)
        if data is not None:
            if data.group_info is not None:
                return Leave(data.group_info.group_id) if data.group_info.group_id else Ignore()
            if data.message:
                kind = InboundKind.TEXT if edit is None else InboundKind.EDIT
                return self._inbound(who, kind, data.message[:LONGEST_TEXT])
            shows = edit is None and data.shows_something
            return self._inbound(who, InboundKind.UNSUPPORTED) if shows else Ignore()
        if kinds.typing_message is not None and kinds.typing_message.group_id:
            return Leave(kinds.typing_message.group_id)
        if kinds.call_message is not None and not isinstance(kinds.call_message.offer_message, UnsetType):
            return self._inbound(who, InboundKind.UNSUPPORTED)
        return Ignore()

    def _inbound(self, who: _Who, kind: InboundKind, text: str = "") -> Inbound:
        """Return an event. What they wrote stands on their telephone, and we can't take it away: so says the mark."""
        external_id = self._marks.of(who.sender, who.timestamp)
        return Inbound(Sender(CHANNEL, who.sender), external_id, kind, text=text, message_ref=UNKNOWN_REF)
