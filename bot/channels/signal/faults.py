"""What can go wrong with signal-cli, said without a number, an id, a token or a text; pure."""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta

import msgspec

from bot.errors import DeliveryError, PerhapsSent, Refused, TryLater, Undeliverable

USER, UNTRUSTED, RATE_LIMIT, CAPTCHA = -1, -4, -5, -6
BAD_PARAMS, UNKNOWN_METHOD, INVALID, PARSE = -32602, -32601, -32600, -32700
TELLABLE = ("No recipients given", "Sending empty message is not allowed", "Unknown subscription id", "Invalid style")
"""Words of signal-cli that hold nothing personal; all others are kept to ourselves."""
LONGEST_WAIT_S = 7 * 86_400
WITHOUT_A_TIME = timedelta(minutes=1)
_UNREADABLE = (msgspec.MsgspecError, UnicodeError, RecursionError)


class CaptchaWanted(TryLater):
    """Signal takes nothing more from this account until somebody has solved a captcha.

    Attributes:
        token: Names the captcha to Signal. Whoever has it can only solve it; it goes into no log all the same.
    """

    def __init__(self, token: str, retry_after: timedelta) -> None:
        """Name the cure."""
        super().__init__("Signal wants a captcha before it takes more.", retry_after)
        self.fix = "Run `ajar signal challenge`, which says how."
        self.token = token


class CaptchaRejected(Refused):
    """A captcha was wrong, too old or used before."""

    def __init__(self) -> None:
        """Name the cure."""
        super().__init__("Signal rejected the captcha.")
        self.fix = "Make a new one, and give it within a few minutes."


class IdentityChanged(TryLater):
    """Their keys are others than before, and signal-cli was not told to trust new ones. Nothing was sent."""

    def __init__(self) -> None:
        """Say what may have happened."""
        super().__init__("Somebody has new keys: a new phone, or Signal was installed again.")


class AccountUnknown(TryLater):
    """The daemon does not serve the account. Nothing was sent, and nothing will be until the operator mends it."""

    def __init__(self) -> None:
        """Name the setting and the cure."""
        super().__init__("signal-cli does not serve this account.")
        self.where = "AJAR_SIGNAL_ACCOUNT"
        self.fix = "Start the daemon with the account of AJAR_SIGNAL_ACCOUNT, registered as docs/signal.md says."


class _Result(msgspec.Struct, rename="camel"):
    type: str = ""
    token: str | None = None
    retry_after_seconds: float | None = None


class _Response(msgspec.Struct):
    results: list[_Result] = msgspec.field(default_factory=list)
    timestamp: int = 0


class _Data(msgspec.Struct):
    response: _Response = msgspec.field(default_factory=_Response)


_RESPONSE = msgspec.json.Decoder(_Response)
_DATA = msgspec.json.Decoder(_Data | None)


def sent_at(result: bytes | msgspec.Raw) -> int:
    """Return the time of a message, which is its id, from the answer to a call that sends to one person.

    Raises:
        DeliveryError: it was not taken, or nobody can read whether it was. An answer may tell it without an error.
    """
    try:
        response = _RESPONSE.decode(result)
    except _UNREADABLE:
        response = None
    if response is None or response.timestamp <= 0 or not response.results:
        raise PerhapsSent("signal-cli's answer can't be read.")
    fault = _judge(response)
    if fault is not None:
        raise fault
    return response.timestamp


def translate(code: int, message: str, data: bytes | msgspec.Raw) -> DeliveryError:
    """Return our own error for one of signal-cli's."""
    response = _response_in(data)
    if code in {USER, UNTRUSTED, RATE_LIMIT} and response.results:
        return _judge(response) or PerhapsSent("signal-cli contradicts itself.")
    if code == USER:
        return _of_a_user(message)
    plain = _PLAIN.get(code)
    return PerhapsSent("signal-cli could not finish this call.") if plain is None else plain()


def _not_understood() -> DeliveryError:
    return Refused("signal-cli does not understand this call; its version may not fit.")


_PLAIN: Mapping[int, Callable[[], DeliveryError]] = {
    RATE_LIMIT: lambda: TryLater("Signal asks us to wait.", WITHOUT_A_TIME),
    UNTRUSTED: IdentityChanged,
    CAPTCHA: CaptchaRejected,
    BAD_PARAMS: AccountUnknown,
    **dict.fromkeys((UNKNOWN_METHOD, INVALID, PARSE), _not_understood),
}


def _of_a_user(message: str) -> DeliveryError:
    if message.startswith("The user ") and message.endswith(" is not registered."):
        return Undeliverable()
    known = next((one for one in TELLABLE if message.startswith(one)), None)
    return Refused(f"signal-cli says: {known}." if known else "signal-cli refuses this call.")


def _response_in(data: bytes | msgspec.Raw) -> _Response:
    try:
        found = _DATA.decode(data)
    except _UNREADABLE:
        found = None
    return found.response if found is not None else _Response()


def _judge(response: _Response) -> DeliveryError | None:
    """Return the fault of the result that failed; None: all is well."""
    failed = next((result for result in response.results if result.type != "SUCCESS"), None)
    match failed.type if failed is not None else "":
        case "":
            return None
        case "UNREGISTERED_FAILURE":
            return Undeliverable()
        case "IDENTITY_FAILURE":
            return IdentityChanged()
        case "RATE_LIMIT_FAILURE":
            return _limited(response.results)
        case "INVALID_PRE_KEY_FAILURE":
            return TryLater("Signal has no valid keys of this person just now.", WITHOUT_A_TIME)
    doubt = PerhapsSent("signal-cli lost its way to Signal.")
    doubt.shown = (str(response.timestamp),) if response.timestamp > 0 else ()
    return doubt


def _limited(results: Sequence[_Result]) -> DeliveryError:
    seconds = max((one.retry_after_seconds or 0.0 for one in results), default=0.0)
    wait = timedelta(seconds=min(seconds, LONGEST_WAIT_S)) if seconds > 0 else WITHOUT_A_TIME
    token = next((one.token for one in results if one.token), "")
    return CaptchaWanted(token, wait) if token else TryLater("Signal asks us to wait.", wait)
