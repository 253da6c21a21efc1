"""How single settings have to be written; each refusal says it, and never shows the value."""

import re
from typing import Annotated
from zoneinfo import available_timezones

from pydantic import AfterValidator, SecretStr


def _known_zone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError("is no time zone; write one like Europe/Amsterdam")
    return name


def _is_a_page(address: str) -> str:
    if address and not re.fullmatch(r"https://[\w.-]+(?::\d+)?/[!-:<-~]*", address):
        raise ValueError("must be the whole https:// address of a harmless page, like https://www.wikipedia.org/")
    return address


def _are_origins(origins: str) -> str:
    if not all(re.fullmatch(r"https://[a-z0-9.-]+(?::\d+)?", origin) for origin in origins.split()):
        raise ValueError("must be origins with blanks between them, like https://www.example.org; no path, no *")
    return origins


def _is_an_onion(address: str) -> str:
    if address and not re.fullmatch(r"http://[a-z2-7]{56}\.onion", address):
        raise ValueError("must be http:// and the 56 letters and digits of an onion service, with .onion")
    return address


def _is_a_mail_server(address: SecretStr) -> SecretStr:
    shape = r"smtps?://(?:[^\s@/:]+:[^\s@/:]+@)?(?:[\w.-]+|\[[0-9a-fA-F:]+\])(?::[0-9]{1,5})?/?"
    if not re.fullmatch(shape, address.get_secret_value()):
        raise ValueError("must be smtps://user:password@host or smtp://…; write @ : / in a password as %40 %3A %2F")
    return address


def _are_mailboxes(addresses: str) -> str:
    if not all(re.fullmatch(r"[\w.+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+", one) for one in addresses.split()):
        raise ValueError("must be mail addresses with blanks between them; no names")
    return addresses


Zone = Annotated[str, AfterValidator(_known_zone)]
Page = Annotated[str, AfterValidator(_is_a_page)]
Origins = Annotated[str, AfterValidator(_are_origins)]
Onion = Annotated[str, AfterValidator(_is_an_onion)]
MailServer = Annotated[SecretStr, AfterValidator(_is_a_mail_server)]
Mailboxes = Annotated[str, AfterValidator(_are_mailboxes)]
