"""Mail to whoever has to come or to look: one neutral sentence, no content; the door to `aiosmtplib`.

A mail passes through the hands of strangers and lies in a mailbox for years, so its head says nothing of us but the
address it comes from: no name of this machine, and of several who get it nobody is told of the others.
"""

import ssl
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from secrets import token_hex
from urllib.parse import unquote, urlsplit

import aiosmtplib

from bot.alerts import Sign, Stage
from bot.errors import BotError
from bot.handover.escalation import Call

WITHIN_S = 10.0
_PORTS = {"smtps": 465, "smtp": 587}
HERE = ("127.0.0.1", "::1", "localhost")
"""To a mail server on this machine nothing needs to be encrypted."""


class MailFault(BotError):
    """A mail was not taken in."""


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mails are given in; `repr` shows no password.

    Attributes:
        is_encrypted: From the first byte; else encryption begins before anything is said, and nothing goes without it.
        is_here: It is on this machine, and need not encrypt.
    """

    host: str
    port: int
    user: str
    password: str
    is_encrypted: bool

    def __repr__(self) -> str:
        """Tell nothing."""
        return "MailServer()"

    @property
    def is_here(self) -> bool:
        """It is on this machine."""
        return self.host in HERE


def mail_server(address: str) -> MailServer:
    """Read `smtps://user:password@host:port` or `smtp://…`; the settings have looked at its form."""
    parts = urlsplit(address)
    return MailServer(
        host=parts.hostname or "",
        port=parts.port or _PORTS[parts.scheme],
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        is_encrypted=parts.scheme == "smtps",
    )


class Postbox:
    """Gives mails to one server, for the same people; a connection for each, as there are few."""

    def __init__(
        self,
        server: MailServer,
        *,
        sender: str,
        to: Sequence[str],
        now: Callable[[], datetime],
        tls: ssl.SSLContext | None = None,
    ) -> None:
        """Send from `sender`; `tls` vouches for the server, as the certificates of this machine do unless given."""
        self._server = server
        self._sender = sender
        self._to = tuple(to)
        self._now = now
        self._tls = tls or ssl.create_default_context()

    async def send(self, subject: str, text: str) -> None:
        """Send it to everybody; whoever is refused keeps it from no other.

        Raises:
            MailFault: it was taken in for nobody, or nobody answered within ten seconds; says no address.
        """
        async with self._connected() as server:
            await server.send_message(self._written(subject, text), sender=self._sender, recipients=[*self._to])

    async def try_out(self) -> Sequence[int]:
        """Do everything but send; returns the places of those who are refused, counted from 1.

        Raises:
            MailFault: the server can't be reached, is not who it should be, or does not know us.
        """
        refused = []
        async with self._connected() as server:
            await server.mail(self._sender)
            for place, one in enumerate(self._to, 1):
                try:
                    await server.rcpt(one)
                except aiosmtplib.SMTPResponseException:
                    refused.append(place)
            await server.rset()
        return refused

    @asynccontextmanager
    async def _connected(self) -> AsyncIterator[aiosmtplib.SMTP]:
        """Connect and log in; what goes wrong is told in our words, as theirs hold addresses."""
        one = self._server
        client = aiosmtplib.SMTP(
            hostname=one.host,
            port=one.port,
            username=one.user or None,
            password=one.password or None,
            local_hostname=Address(addr_spec=self._sender).domain,
            timeout=WITHIN_S,
            use_tls=one.is_encrypted,
            start_tls=not one.is_encrypted and not one.is_here,
            tls_context=self._tls,
        )
        try:
            async with client:
                yield client
        except (aiosmtplib.SMTPException, ssl.SSLError, OSError, TimeoutError) as fault:
            raise _told(fault) from None

    def _written(self, subject: str, text: str) -> EmailMessage:
        mail = EmailMessage()
        mail["From"] = mail["To"] = self._sender  # whom else it goes to is said to the server alone
        mail["Subject"] = subject
        mail["Date"] = format_datetime(self._now())
        mail["Message-ID"] = f"<{token_hex(16)}@{Address(addr_spec=self._sender).domain}>"
        mail["Auto-Submitted"] = "auto-generated"
        mail.set_content(text, cte="quoted-printable")
        return mail


def _told(fault: Exception) -> MailFault:
    where = "AJAR_MAIL_SERVER"
    cause = fault.__cause__ if isinstance(fault, aiosmtplib.SMTPConnectError) else fault
    if isinstance(fault, aiosmtplib.SMTPAuthenticationError):
        return MailFault("The mail server does not know us.", where=where, fix="Check the user and the password.")
    if isinstance(cause, ssl.SSLError):
        fix = "Check the name in the setting, and the server's certificate: nothing is said to somebody else."
        return MailFault("The mail server could not prove who it is.", where=where, fix=fix)
    if isinstance(fault, aiosmtplib.SMTPRecipientsRefused):
        what, fix = "The mail server takes mail for nobody of ours.", "Check the addresses: `ajar doctor` tells which."
        return MailFault(what, where=where, fix=fix)
    if isinstance(fault, aiosmtplib.SMTPResponseException):
        what = f"The mail server refused, with {fault.code}."
        return MailFault(what, where="AJAR_MAIL_FROM", fix="Check that it lets this sender send.")
    fix = "See that it runs, can be reached from here, and offers encryption."
    return MailFault("The mail server does not answer.", where=where, fix=fix)


class MailCallOut:
    """A `CallOut` that writes a mail: numbers, and nothing of anybody."""

    def __init__(self, postbox: Postbox, words: Callable[[Call], tuple[str, str]]) -> None:
        """Send the subject and the text that `words` returns."""
        self._postbox = postbox
        self._words = words

    async def call(self, call: Call) -> None:
        await self._postbox.send(*self._words(call))


class MailAlertOut:
    """An `AlertOut` that writes a mail."""

    def __init__(self, postbox: Postbox, words: Callable[[Sign, Stage], tuple[str, str]]) -> None:
        """Send the subject and the text that `words` returns."""
        self._postbox = postbox
        self._words = words

    async def tell(self, sign: Sign, stage: Stage) -> None:
        await self._postbox.send(*self._words(sign, stage))
