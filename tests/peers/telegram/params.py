"""The parameters of a call: from a query, a form, a multipart form or JSON; all read in Telegram's tolerant way."""

from email.parser import BytesParser
from email.policy import HTTP
from typing import Any
from urllib.parse import parse_qsl

import msgspec

from tests.peers.telegram.wire import Exchange

TRUE = frozenset({"true", "yes", "1"})


class BadRequest(Exception):
    """The call can't be done; the text is Telegram's own description."""

    def __init__(self, description: str, code: int = 400) -> None:
        """Keep what will be answered."""
        super().__init__(description)
        self.description = description
        self.code = code


class TooMany(BadRequest):
    """429, with the seconds to wait."""

    def __init__(self, seconds: int) -> None:
        """0 leaves the seconds out of the answer."""
        super().__init__(f"Too Many Requests: retry after {seconds}", 429)
        self.seconds = seconds


class Params:
    """Named values as they were given: as text, number, truth value or JSON."""

    __slots__ = ("given",)

    def __init__(self, given: dict[str, Any]) -> None:
        """Read from `given`."""
        self.given = given

    def text(self, name: str) -> str:
        """Return a text, empty when it is not given."""
        value = self.given.get(name, "")
        if isinstance(value, bool):
            return "true" if value else "false"
        return value if isinstance(value, str) else str(value)

    def number(self, name: str, default: int = 0) -> int:
        """Return a whole number, the default when there is none."""
        value = self.given.get(name, default)
        if isinstance(value, int):
            return int(value)
        try:
            return int(str(value))
        except ValueError:
            return default

    def truth(self, name: str) -> bool:
        """Return a truth value, False when it is not given."""
        value = self.given.get(name, False)
        return value if isinstance(value, bool) else str(value).lower() in TRUE

    def json(self, name: str, fault: str) -> Any:  # noqa: ANN401 - JSON of the caller
        """Return JSON that was given as it is or written in a text; None when it is not given."""
        value = self.given.get(name)
        if not isinstance(value, str) or not value:
            return value or None
        try:
            return msgspec.json.decode(value)
        except (msgspec.DecodeError, RecursionError):
            raise BadRequest(fault) from None


def read_params(exchange: Exchange, query: str) -> Params:
    """Collect the parameters of a request.

    Raises:
        BadRequest: the body is not what its content type says.
    """
    given: dict[str, Any] = dict(parse_qsl(query, keep_blank_values=True)) if query else {}
    if exchange.body:
        given.update(_body(exchange))
    return Params(given)


def _body(exchange: Exchange) -> dict[str, Any]:
    kind = exchange.headers.get("content-type", "").lower()
    if kind.startswith("application/json"):
        try:
            value = msgspec.json.decode(exchange.body)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            raise BadRequest("Bad Request: can't parse JSON object") from None
        if not isinstance(value, dict):
            raise BadRequest("Bad Request: can't parse JSON object")
        return value
    if kind.startswith("multipart/form-data"):
        head = f"Content-Type: {exchange.headers['content-type']}\r\n\r\n".encode("latin-1")
        parts = BytesParser(policy=HTTP).parsebytes(head + exchange.body).iter_parts()
        return {
            str(part.get_param("name", header="content-disposition")): bytes(part.get_payload(decode=True)).decode()
            for part in parts
        }
    try:
        return dict(parse_qsl(exchange.body.decode(), keep_blank_values=True))
    except UnicodeDecodeError:
        raise BadRequest("Bad Request: strings must be encoded in UTF-8") from None
