"""Takes out of a string what could betray somebody: the layer under the allow-list, for what should never get that far.

It knows the secrets of this process, and what tokens, addresses, ids and keys look like. It does not know what people
write: no text of a person may be given to it, and none is, since libraries' words are withheld whole.
"""

import re
from collections.abc import Iterable
from urllib.parse import quote, urlsplit

GONE = "…"
SHORTEST_SECRET = 6
LARGEST_NUMBER = 9_999_999
"""A number above it may be somebody's id."""

_URL = re.compile(r"\b[A-Za-z][A-Za-z0-9+.-]*://[^\s\"'<>]*")
_LOOKS_SECRET = re.compile(
    r"\b\d{5,}:[A-Za-z0-9_-]{8,}"  # a bot token
    r"|(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+"  # an address
    r"|\$argon2\w*\$\S*"  # a verifier
    r"|[A-Za-z0-9_+/=-]{32,}"  # a key, in whatever letters
    r"|\+?\d(?:[ ().\-/]{0,2}\d){6,}"  # a telephone number, or an id with spaces
    r"|\d{5,}"  # an id
)


class Redactor:
    """Knows the secrets of this process."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        """Learn secrets, in whatever case, each also as it stands in a URL; of what has a colon both halves too."""
        forms = {
            form for secret in secrets for part in (secret, *secret.split(":")) for form in (part, quote(part, ""))
        }
        known = sorted((form for form in forms if len(form) >= SHORTEST_SECRET), key=len, reverse=True)
        self._known = re.compile("|".join(map(re.escape, known)), re.IGNORECASE) if known else None

    def text(self, value: str) -> str:
        """Return a string without secrets, tokens, addresses, ids and keys; of a URL its scheme and host are left."""
        if self._known is not None:
            value = self._known.sub(GONE, value)
        return _LOOKS_SECRET.sub(GONE, _URL.sub(_host_only, value))

    def value(self, value: object) -> object:
        """Return what may stand in a field: a clean string, a small number, or the name of a type."""
        if isinstance(value, str):
            return self.text(value)
        if value is None or isinstance(value, bool):
            return value
        if isinstance(value, int | float):
            return value if abs(value) <= LARGEST_NUMBER else GONE
        return type(value).__name__


def _host_only(found: re.Match[str]) -> str:
    try:
        url = urlsplit(found[0])
    except ValueError:
        return GONE
    return f"{url.scheme}://{url.hostname or GONE}/{GONE}"
