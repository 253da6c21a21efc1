"""What is not from Telegram, or not as it must be: more than seventy requests that must leave nothing behind."""

import gzip
from collections.abc import Iterator
from dataclasses import dataclass, field

from bot.channels.telegram.webhook import LARGEST_BODY_BYTES, SECRET_HEADER
from tests.adapters.telegram.door import SECRET, update

SECRETS: dict[str, str | None] = {
    "missing": None,
    "empty": "",
    "one letter": "s",
    "one too few": SECRET[:-1],
    "one too many": SECRET + "k",
    "last one wrong": SECRET[:-1] + "l",
    "first one wrong": "t" + SECRET[1:],
    "upper case": SECRET.upper(),
    "lower case": SECRET.lower(),
    "inner space": SECRET[:5] + " " + SECRET[5:],
    "tab": SECRET[:5] + "\t" + SECRET[5:],
    "quoted": f'"{SECRET}"',
    "bearer": f"Bearer {SECRET}",
    "twice in one": SECRET + SECRET,
    "list": f"{SECRET},{SECRET}",
    "list with a wrong one": f"{SECRET}, x",
    "reversed": SECRET[::-1],
    "very long": "k" * 4_000,
    "null": "null",
    "wildcard": "*",
    "latin letters": "sécret",
    "percent-encoded": SECRET.replace("_", "%5F"),
    "full width": SECRET.replace("3", "\uff13"),
    "with padding": SECRET + "=",
}

SECRETS_GIVEN_TWICE = {
    "same twice": f"{SECRET_HEADER}: {SECRET}\r\n{SECRET_HEADER}: {SECRET}",
    "right and wrong": f"{SECRET_HEADER}: {SECRET}\r\n{SECRET_HEADER}: x",
    "wrong and right": f"{SECRET_HEADER}: x\r\n{SECRET_HEADER.lower()}: {SECRET}",
    "in two halves": f"{SECRET_HEADER}: {SECRET[:20]}\r\n{SECRET_HEADER}: {SECRET[20:]}",
    "right and empty": f"{SECRET_HEADER}: {SECRET}\r\n{SECRET_HEADER}:",
    "underscores": f"{SECRET_HEADER.replace('-', '_')}: {SECRET}",
}
METHODS = ("GET", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD")
PATHS = ("/", "/x", "/../telegram/x", "%2f", "//")
NO_PLAIN_JSON = (
    {"Content-Type": "text/plain"},
    {"Content-Type": "application/x-www-form-urlencoded"},
    {"Content-Type": "multipart/form-data; boundary=x"},
    {"Content-Type": ""},
    {"Content-Encoding": "identity"},
    {"Content-Encoding": "compress"},
)

UNREADABLE = {
    "empty": b"",
    "text": b"hello",
    "array": b"[]",
    "number": b"7",
    "null": b"null",
    "half": b'{"message":{"text":"x"',
    "no id": b'{"message":{}}',
    "id as text": b'{"update_id":"5"}',
    "id as truth": b'{"update_id":true}',
    "negative id": b'{"update_id":-5}',
    "id beyond 63 bits": b'{"update_id":9223372036854775808}',
    "id with 5,000 digits": b'{"update_id":' + b"9" * 5_000 + b"}",
    "id as NaN": b'{"update_id":NaN}',
    "depth 10,000": b"[" * 10_000 + b"]" * 10_000,
    "depth 10,000 of objects": b'{"a":' * 10_000 + b"1" + b"}" * 10_000,
    "bad utf-8": b'{"\xff\xfe":"\xc3("}',
    "utf-16": update().decode().encode("utf-16"),
    "byte order mark": b"\xef\xbb\xbf" + b"{}",
}


@dataclass(frozen=True, slots=True)
class Forgery:
    """One request.

    Attributes:
        lines: Of the head, for what no client would send; everything else is then as it must be.
    """

    name: str
    body: bytes = field(default_factory=update)
    secret: str | None = SECRET
    method: str = "POST"
    path: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    lines: str = ""


def forgeries() -> Iterator[Forgery]:
    """Return every request; the body is one that would be heard, unless the body is what is wrong."""
    yield from (Forgery(f"secret: {name}", secret=secret) for name, secret in SECRETS.items())
    yield from (Forgery(f"secret: {name}", lines=lines) for name, lines in SECRETS_GIVEN_TWICE.items())
    yield from (Forgery(f"method {method}", method=method) for method in METHODS)
    yield from (Forgery(f"path {path}", path=path) for path in PATHS)
    yield from (Forgery(f"headers {headers}", headers=headers) for headers in NO_PLAIN_JSON)
    yield from (Forgery(f"body: {name}", body) for name, body in UNREADABLE.items())
    yield Forgery("gzip bomb", gzip.compress(b"[" * (64 << 20)), headers={"Content-Encoding": "gzip"})
    yield Forgery("gzip", gzip.compress(update()), headers={"Content-Encoding": "gzip"})
    yield Forgery("too large", update(text="a" * LARGEST_BODY_BYTES))
    yield Forgery("duplicate keys", update()[:-1] + b',"update_id":-5}')
    yield Forgery("list of updates", b"[" + update() + b"]")
