"""Whether the mails that call somebody would be taken in: everything is done but sending one."""

from collections.abc import Iterator, Sequence

from bot.ops.findings import Finding
from bot.ops.mail import MailFault, Postbox, mail_server
from bot.ports import Clock
from bot.settings import Settings


async def check(settings: Settings, clock: Clock) -> Sequence[Finding]:
    """Ask the mail server, where there is one."""
    if settings.mail_server is None:
        return []
    found: list[Finding] = []
    for setting, readers in (("AJAR_CALL_MAIL", settings.call_mail), ("AJAR_ALERT_MAIL", settings.alert_mail)):
        if not readers:
            continue
        server = mail_server(settings.mail_server.get_secret_value())
        postbox = Postbox(server, sender=settings.mail_from, to=readers.split(), now=clock.now)
        try:
            found += _refused(await postbox.try_out(), setting)
        except MailFault as fault:
            return [Finding("mail.failed", fault.what, fault.fix, fault.where)]
    return found


def _refused(places: Sequence[int], setting: str) -> Iterator[Finding]:
    for place in places:
        what = f"The mail server takes nothing for address {place} of those in this setting."
        yield Finding("mail.reader", what, "Write an address that exists, or ask whoever runs the server.", setting)
