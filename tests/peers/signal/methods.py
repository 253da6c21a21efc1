"""The methods of signal-cli that a bot uses, with its results and the words of its errors."""

from collections.abc import Callable, Mapping
from typing import Any

from tests.peers.signal.people import Person
from tests.peers.signal.protocol import CAPTCHA, INTERNAL, RATE_LIMIT, UNKNOWN_METHOD, UNTRUSTED, USER, RpcError

Params = dict[str, Any]
NO_TEXT = "Sending empty message is not allowed, either a message, attachment or sticker must be given."
BY_TYPE = {
    "IDENTITY_FAILURE": (UNTRUSTED, "Failed to send message due to untrusted identities"),
    "RATE_LIMIT_FAILURE": (RATE_LIMIT, "Failed to send message due to rate limiting"),
}
RIGHT_CAPTCHA = "signalcaptcha://right"


class Methods:
    """What the account can do; unknown parameters are passed over in silence.

    Attributes:
        challenge: The token under which Signal wants a captcha before anything more is sent; empty: none.
        retry_after_s: What it tells beside it.
        version: What the daemon calls itself.
    """

    def __init__(self, people: Mapping[str, Person], now_ms: Callable[[], int]) -> None:
        """Serve one account that has met these people."""
        self._people = people
        self._now_ms = now_ms
        self.challenge = ""
        self.retry_after_s = 86_400
        self.version = "0.13.19"
        self.configuration: Params = {}
        self.groups: list[str] = []
        self.left_groups: list[str] = []
        self.trusted: list[str] = []

    async def call(self, method: str, params: Params) -> Any:  # noqa: ANN401 - JSON
        """Call a method by its name."""
        handler = getattr(self, f"_{method}", None) if method[:1].islower() else None
        if handler is None or method == "call":
            raise RpcError(UNKNOWN_METHOD, "Method not implemented")
        return handler(params)

    def _send(self, params: Params) -> Any:  # noqa: ANN401 - JSON
        text = params.get("message")
        text = str(text) if text is not None else ""
        if not text and not params.get("attachment"):
            self._recipients(params)
            raise RpcError(USER, NO_TEXT)
        return self._deliver(params, lambda person, timestamp: person.sees(timestamp, text))

    def _remoteDelete(self, params: Params) -> Any:  # noqa: ANN401, N802 - JSON; the name of the method
        target = params.get("targetTimestamp")
        if target is None:
            raise RpcError(INTERNAL, "Cannot invoke Long.longValue() (NullPointerException)")
        return self._deliver(params, lambda person, timestamp: person.unsees(int(target), timestamp))

    def _sendTyping(self, params: Params) -> Any:  # noqa: ANN401, N802
        return self._deliver(params, lambda *_: None)

    def _sendReceipt(self, params: Params) -> Any:  # noqa: ANN401, N802
        return self._deliver(params, lambda person, _: person.receipts.append(params))

    def _updateContact(self, params: Params) -> Any:  # noqa: ANN401, N802
        for person in filter(None, map(self._find, self._recipients(params))):
            if "expiration" in params:
                person.timer_s = int(params["expiration"])
                person.timer_notices.append(person.timer_s)
        return {}

    def _removeContact(self, params: Params) -> Any:  # noqa: ANN401, N802
        for person in filter(None, map(self._find, self._recipients(params))):
            person.is_known = not params.get("forget", False)
        return {}

    def _listContacts(self, params: Params) -> Any:  # noqa: ANN401, N802
        wanted = set(_listed(params, "recipient"))
        return [
            {"number": one.number, "uuid": one.uuid, "name": one.name, "messageExpirationTime": one.timer_s}
            for one in self._people.values()
            if one.is_known and (not wanted or wanted & {one.uuid, one.number})
        ]

    def _getUserStatus(self, params: Params) -> Any:  # noqa: ANN401, N802
        return [
            {"recipient": one, "number": one, "uuid": person.uuid if person else None, "isRegistered": bool(person)}
            for one in self._recipients(params)
            for person in (self._find(one),)
        ]

    def _updateConfiguration(self, params: Params) -> Any:  # noqa: ANN401, N802
        self.configuration.update(params)
        return {}

    def _updateProfile(self, _: Params) -> Any:  # noqa: ANN401, N802
        return {}

    def _version(self, _: Params) -> Any:  # noqa: ANN401
        return {"version": self.version}

    def _listGroups(self, _: Params) -> Any:  # noqa: ANN401, N802
        return [{"id": one, "name": "", "isMember": True} for one in self.groups]

    def _quitGroup(self, params: Params) -> Any:  # noqa: ANN401, N802
        self.left_groups.append(params["groupId"])
        return {"results": [], "timestamp": self._now_ms()}

    def _trust(self, params: Params) -> Any:  # noqa: ANN401
        for person in filter(None, map(self._find, self._recipients(params))):
            self.trusted.append(person.uuid)
            person.failure = "" if person.failure == "IDENTITY_FAILURE" else person.failure
        return {}

    def _submitRateLimitChallenge(self, params: Params) -> Any:  # noqa: ANN401, N802
        if params.get("challenge") != self.challenge or params.get("captcha") != RIGHT_CAPTCHA:
            raise RpcError(CAPTCHA, "Captcha rejected, it may be too old or have been used before")
        self.challenge = ""
        return {}

    def _deliver(self, params: Params, act: Callable[[Person, int], None]) -> Any:  # noqa: ANN401 - JSON
        """Do something to each recipient; some failures are a success, all are an error."""
        timestamp = self._now_ms()
        results = []
        for one in self._recipients(params):
            person = self._find(one)
            results.append(self._result(one, person))
            if person is not None and results[-1]["type"] == "SUCCESS":
                act(person, timestamp)
        response = {"results": results, "timestamp": timestamp}
        types = {result["type"] for result in results}
        if "SUCCESS" in types:
            return response
        code, message = BY_TYPE.get(types.pop(), (USER, "Failed to send message"))
        raise RpcError(code, message, {"response": response})

    def _result(self, one: str, person: Person | None) -> dict[str, Any]:
        address = {"uuid": person.uuid if person else one, "number": person.number if person else None}
        result: dict[str, Any] = {"recipientAddress": {**address, "username": None}, "type": "SUCCESS"}
        if person is None or not person.is_registered:
            result["type"] = "UNREGISTERED_FAILURE"
        elif self.challenge:
            result.update(type="RATE_LIMIT_FAILURE", token=self.challenge, retryAfterSeconds=self.retry_after_s)
        elif person.failure:
            result["type"] = person.failure
        return result

    def _find(self, one: str) -> Person | None:
        found = self._people.get(one)
        return found or next((person for person in self._people.values() if one == person.number), None)

    def _recipients(self, params: Params) -> list[str]:
        recipients = _listed(params, "recipient")
        if not recipients:
            raise RpcError(USER, "No recipients given")
        return recipients


def _listed(params: Params, name: str) -> list[str]:
    """Return a list parameter: one value, several, or under its plural; numbers become texts."""
    given = params.get(name, params.get(f"{name}s", []))
    return [str(one) for one in (given if isinstance(given, list) else [given])]
