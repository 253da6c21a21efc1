"""Mails to whoever has to come or to look: what stands in them, to whom they go, and what becomes of one that fails."""

import asyncio
import ipaddress
import socket
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from bot.alerts import Alert, Sign, Stage
from bot.doctor import mail as doctor
from bot.errors import BotError
from bot.handover.escalation import Call
from bot.ops.clock import SystemClock
from bot.ops.mail import MailAlertOut, MailCallOut, MailServer, Postbox, mail_server
from bot.settings import read_settings
from bot.web.call_words import mail_of, mail_of_alert
from tests.fakes import FakeClock
from tests.house import shipped_bundle

CALL = Call(waiting=2, urgent=1, on_duty=0, lacking=1, callbacks=3, uncovered=4)
FROM, ADA, BO = "ajar@line.example.org", "ada@example.org", "bo@example.net"
HERE, ELSEWHERE = "127.0.0.1", "127.0.0.2"
"""This machine, and one that is none of ours as far as its address tells."""
PASSWORD = "a-secret@of:the/line"


@dataclass
class Server:
    """A mail server that takes what is given to it, but for the addresses it does not know."""

    unknown: tuple[str, ...] = ()
    taken: list[tuple[list[str], EmailMessage]] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)
    greeted: list[str] = field(default_factory=list)
    logins: list[str] = field(default_factory=list)
    port: int = 0

    async def handle_EHLO(self, _: object, session: Session, __: Envelope, name: str, words: list[str]) -> list[str]:  # noqa: N802 - aiosmtpd's name and order
        """Remember who says hello."""
        session.host_name = name
        self.greeted.append(name)
        return words

    async def handle_RCPT(self, _: object, __: Session, envelope: Envelope, address: str, ___: list[str]) -> str:  # noqa: N802 - likewise
        """Take an address, if it is known."""
        if address in self.unknown:
            return "550 nobody of that name"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _: object, __: Session, envelope: Envelope) -> str:  # noqa: N802 - likewise
        """Take a mail."""
        assert isinstance(envelope.content, bytes)
        self.raw.append(envelope.content)
        mail = message_from_bytes(envelope.content, policy=policy.default)
        self.taken.append((envelope.rcpt_tos, mail))
        return "250 OK"

    def knows(self, _: object, __: Session, ___: Envelope, ____: str, login: object) -> AuthResult:
        """Let in whoever knows the password."""
        assert isinstance(login, LoginPassword)
        self.logins.append(login.login.decode())
        return AuthResult(success=login.password.decode() == PASSWORD, handled=False)


@asynccontextmanager
async def running(
    server: Server, *, at: str = HERE, tls: ssl.SSLContext | None = None, later: ssl.SSLContext | None = None
) -> AsyncIterator[Server]:
    """Run it: encrypted from the first byte, or `later`, or not at all."""

    def protocol() -> SMTP:
        return SMTP(
            server,
            tls_context=later,
            authenticator=server.knows,
            auth_require_tls=tls is None and at != HERE,
            hostname="mail",
        )

    listening = await asyncio.get_running_loop().create_server(protocol, at, 0, ssl=tls)
    server.port = listening.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        listening.close()


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for the address elsewhere, which no authority of this machine vouches for."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail")])
    now = SystemClock().now()
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now, now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(ELSEWHERE))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path_factory.mktemp("mail") / "server.pem"
    whole = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    file.write_bytes(key.private_bytes(*whole) + made.public_bytes(serialization.Encoding.PEM))
    return file


def theirs(certificate: Path) -> ssl.SSLContext:
    """Return what the server proves itself with."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    return context


def ours(certificate: Path) -> ssl.SSLContext:
    """Return the context of a machine that trusts this one certificate."""
    return ssl.create_default_context(cafile=str(certificate))


def postbox(
    server: Server, *to: str, scheme: str = "smtp", at: str = HERE, tls: ssl.SSLContext | None = None
) -> Postbox:
    """Return a way to the server, for Ada and Bo unless others are named."""
    login = "" if at == HERE else "line:a-secret%40of%3Athe%2Fline@"
    where = mail_server(f"{scheme}://{login}{at}:{server.port}")
    return Postbox(where, sender=FROM, to=to or (ADA, BO), now=FakeClock().now, tls=tls)


async def calls(box: Postbox) -> None:
    """Call by mail."""
    await MailCallOut(box, lambda call: mail_of(call, shipped_bundle())).call(CALL)


async def test_a_call_is_a_mail_with_numbers_and_nothing_else() -> None:
    """Nobody reads who else gets it, and nothing tells of the machine it came from."""
    async with running(Server()) as server:
        await calls(postbox(server))

    ((to, mail),) = server.taken
    assert to == [ADA, BO]
    assert mail["From"] == mail["To"] == FROM
    assert mail["Subject"] == "Kijk even"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail.get_content().strip() == (
        "Wachten: 2. Met spoed: 1. Nu aanwezig: 0. Iemand anders nodig: 1. Afspraken nu: 3. Afspraken straks: 4."
    )
    assert {*mail.keys()} == {
        *("From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted"),
        *("Content-Type", "Content-Transfer-Encoding", "MIME-Version"),
    }
    assert server.greeted == ["line.example.org"]
    assert socket.gethostname().encode() not in server.raw[0] or socket.gethostname() in FROM
    assert not any(one.encode() in server.raw[0] for one in (ADA, BO))


async def test_an_alert_is_a_mail_with_a_sentence_and_no_number() -> None:
    """The subject is the same for whatever it is: it stands on a locked screen."""
    async with running(Server()) as server:
        out = MailAlertOut(postbox(server), lambda sign, stage: mail_of_alert(sign, stage, shipped_bundle()))
        await out.tell(Sign(Alert.DATABASE_AWAY), Stage.BEGINS)

    ((_, mail),) = server.taken
    assert mail["Subject"] == "Kijk even"
    assert mail.get_content().strip().endswith("(DatabaseAway)")
    assert not any(letter.isdigit() for letter in mail.get_content())


async def test_an_encrypted_server_that_proves_who_it_is_gets_the_mail(certificate: Path) -> None:
    """From the first byte, and with our name and password."""
    async with running(Server(), at=ELSEWHERE, tls=theirs(certificate)) as server:
        await calls(postbox(server, scheme="smtps", at=ELSEWHERE, tls=ours(certificate)))

    assert len(server.taken) == 1
    assert server.logins == ["line"]


async def test_encryption_may_begin_after_the_greeting(certificate: Path) -> None:
    """As most servers on port 587 do."""
    async with running(Server(), at=ELSEWHERE, later=theirs(certificate)) as server:
        await calls(postbox(server, at=ELSEWHERE, tls=ours(certificate)))

    assert len(server.taken) == 1
    assert server.logins == ["line"]


@pytest.mark.parametrize("scheme", ["smtps", "smtp"])
async def test_to_a_server_that_can_not_prove_who_it_is_nothing_is_said(certificate: Path, scheme: str) -> None:
    """No password and no mail: this machine does not know its authority."""
    proves = {"tls": theirs(certificate)} if scheme == "smtps" else {"later": theirs(certificate)}
    async with running(Server(), at=ELSEWHERE, **proves) as server:
        with pytest.raises(BotError, match="could not prove who it is"):
            await calls(postbox(server, scheme=scheme, at=ELSEWHERE))

    assert (server.taken, server.logins) == ([], [])


async def test_to_a_server_elsewhere_nothing_is_said_in_the_clear() -> None:
    """One that offers no encryption gets no password and no mail."""
    async with running(Server(), at=ELSEWHERE) as server:
        with pytest.raises(BotError, match="AJAR_MAIL_SERVER"):
            await calls(postbox(server, at=ELSEWHERE))

    assert (server.taken, server.logins) == ([], [])


async def test_a_wrong_password_is_a_fault_without_it(certificate: Path) -> None:
    """Neither in its words nor in its causes, which a log may show."""
    async with running(Server(), at=ELSEWHERE, tls=theirs(certificate)) as server:
        where = MailServer(ELSEWHERE, server.port, "line", "another-secret", is_encrypted=True)
        box = Postbox(where, sender=FROM, to=(ADA,), now=FakeClock().now, tls=ours(certificate))
        with pytest.raises(BotError, match="does not know us") as refused:
            await calls(box)

    assert not server.taken
    assert refused.value.__cause__ is None
    assert refused.value.__suppress_context__
    assert not any(word in f"{refused.value}{where!r}" for word in ("another-secret", ADA, "line@"))


async def test_whoever_is_refused_keeps_the_mail_from_no_other() -> None:
    """And where all are refused it is a fault, without an address."""
    async with running(Server(unknown=(ADA,))) as server:
        await calls(postbox(server))
        with pytest.raises(BotError, match="for nobody of ours") as refused:
            await calls(postbox(server, ADA))

    assert [to for to, _ in server.taken] == [[BO]]
    assert ADA not in str(refused.value)


async def test_a_server_that_is_away_is_a_fault_without_the_address() -> None:
    """It is tried again; nothing waits for it longer than ten seconds."""
    async with running(Server()) as server:
        pass
    with pytest.raises(BotError, match="does not answer") as away:
        await calls(postbox(server))

    assert HERE not in str(away.value)
    assert away.value.__cause__ is None


async def test_the_doctor_tries_everything_but_sending() -> None:
    """It says which address is refused by its place, and that a server is away, each with its cure."""
    async with running(Server(unknown=(BO,))) as server:
        settings = read_settings(
            {
                "AJAR_MAIL_SERVER": f"smtp://{HERE}:{server.port}",
                "AJAR_MAIL_FROM": FROM,
                "AJAR_CALL_MAIL": f"{ADA} {BO}",
                "AJAR_ALERT_MAIL": ADA,
            },
            env_file=Path("/none"),
        )
        found = await doctor.check(settings, FakeClock())
    away = await doctor.check(settings, FakeClock())
    without = await doctor.check(read_settings({}, env_file=Path("/none")), FakeClock())

    assert not server.taken
    assert [(one.check, one.where) for one in found] == [("mail.reader", "AJAR_CALL_MAIL")]
    assert "address 2 " in found[0].what
    assert [(one.check, one.where) for one in away] == [("mail.failed", "AJAR_MAIL_SERVER")]
    assert all(one.fix for one in (*found, *away))
    assert not without
