"""The people and groups of the test server: what they do, and what they see."""

import asyncio
import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.peers.telegram.params import BadRequest
from tests.peers.telegram.updates import BUTTON_KEY, Updates

BOT: dict[str, Any] = {"id": 7_000_000_001, "is_bot": True, "first_name": "Kier", "username": "kier_test_bot"}
PHOTO: dict[str, Any] = {"photo": [{"file_id": "AgAD", "file_unique_id": "Aq", "width": 90, "height": 60}]}
ANSWER_WITHIN_S = 900.0
"""After this a button press can't be answered any more."""
PATIENCE_S = 10.0


@dataclass(slots=True)
class Shown:
    """One message of the bot as it stands in a chat.

    Attributes:
        buttons: Label and callback data of each, row after row.
        at: When the server accepted it, in seconds since 1970.
        extra: The other parameters of the call, as they were given.
    """

    chat_id: int
    message_id: int
    text: str
    at: float
    buttons: list[tuple[str, str]] = field(default_factory=list)
    silent: bool = False
    protected: bool = False
    extra: dict[str, Any] = field(default_factory=dict)
    is_deleted: bool = False
    is_edited: bool = False


class World:
    """Everything that people, groups and the bot share: numbers, times, messages, button presses."""

    def __init__(self, updates: Updates, time: Callable[[], float]) -> None:
        """Tell what people do to `updates`."""
        self.updates = updates
        self.time = time
        self.people: dict[int, Person] = {}
        self.groups: dict[int, Group] = {}
        self.accepted: dict[int, list[Shown]] = {}
        self.sent_at: dict[tuple[int, int], float] = {}
        self.presses: dict[str, float] = {}
        self.answered: list[str] = []
        self.on_accepted: Callable[[Shown], object] | None = None
        self._numbers = itertools.count(1)

    def next_message_id(self) -> int:
        """Return a number that no message had before."""
        return next(self._numbers)

    def person(self, person_id: int, language: str = "nl") -> "Person":
        """Return the person with this id, new if need be."""
        if person_id not in self.people:
            self.people[person_id] = Person(self, person_id, language)
        return self.people[person_id]

    def accept(self, shown: Shown) -> None:
        """Show a message of the bot."""
        self.accepted.setdefault(shown.chat_id, []).append(shown)
        self.sent_at[shown.chat_id, shown.message_id] = shown.at
        person = self.people.get(shown.chat_id)
        if person is not None:
            person.inbox.put_nowait(shown)
        if self.on_accepted is not None:
            self.on_accepted(shown)

    def shown(self, chat_id: int, message_id: int) -> Shown | None:
        """Return a message of the bot that still stands in the chat."""
        for shown in reversed(self.accepted.get(chat_id, [])):
            if shown.message_id == message_id and not shown.is_deleted:
                return shown
        return None

    def answer_press(self, query_id: str) -> None:
        """Take the answer to a button press."""
        pressed_at = self.presses.pop(query_id, None)
        if pressed_at is None or self.time() - pressed_at > ANSWER_WITHIN_S:
            raise BadRequest(
                "Bad Request: query is too old and response timeout expired or query ID is invalid",
            )
        self.answered.append(query_id)


class Person:
    """Somebody with a private chat with the bot; all that they do becomes an update."""

    def __init__(self, world: World, person_id: int, language: str) -> None:
        """Use `World.person` instead."""
        self._world = world
        self.id = person_id
        self.language = language
        self.inbox: asyncio.Queue[Shown] = asyncio.Queue()
        self.has_started = self.has_blocked = self.is_deactivated = False

    @property
    def seen(self) -> list[Shown]:
        """Every message of the bot in this chat, in order, also the deleted ones."""
        return self._world.accepted.get(self.id, [])

    @property
    def user(self) -> dict[str, Any]:
        """The person as Telegram describes them."""
        name = {"id": self.id, "is_bot": False, "first_name": f"P{self.id}", "username": f"p{self.id}"}
        return {**name, "language_code": self.language} if self.language else name

    @property
    def chat(self) -> dict[str, Any]:
        """The private chat as Telegram describes it."""
        return {"id": self.id, "type": "private", "first_name": f"P{self.id}", "username": f"p{self.id}"}

    def says(self, text: str, **extra: object) -> int:
        """Write a text; returns the id of the message."""
        return self.sends(text=text, **extra)

    def sends(self, **content: object) -> int:
        """Send a message with any content; returns its id."""
        self.has_started = True
        if self.has_blocked:
            self.unblocks()
        message_id = self._world.next_message_id()
        self._world.sent_at[self.id, message_id] = self._world.time()
        self._world.updates.put("message", self.id, self._message(message_id) | content)
        return message_id

    def sends_photo(self, caption: str = "") -> int:
        """Send a photo; returns the id of the message."""
        return self.sends(**PHOTO, **({"caption": caption} if caption else {}))

    def shares_contact(self, number: str, of: int | None = None) -> int:
        """Share a contact; returns the id of the message.

        Telegram names the user whose number it is, where it knows one, and writes that number without its "+".
        """
        contact: dict[str, Any] = {"phone_number": number, "first_name": f"P{of or 0}"}
        return self.sends(contact=contact | ({"user_id": of} if of else {}))

    def edits(self, message_id: int, text: str) -> None:
        """Change an earlier message of their own."""
        edited = self._message(message_id) | {"text": text, "edit_date": int(self._world.time())}
        self._world.updates.put("edited_message", self.id, edited)

    def taps(self, option: str, message: Shown | None = None) -> str:
        """Press a button of the newest message that has it, by label, number or option id; returns the query's id."""
        shown, data = self._find(option, message)
        return self.presses(data, shown)

    def presses(self, data: str, shown: Shown | None = None) -> str:
        """Send any callback data, as an altered app can; returns the query's id."""
        query_id = str(4_382_000_000_000_000_000 + self._world.next_message_id())
        self._world.presses[query_id] = self._world.time()
        query: dict[str, Any] = {"id": query_id, "from": self.user, "chat_instance": "-42", "data": data}
        if shown is not None:
            place = {"message_id": shown.message_id, "chat": self.chat, "date": int(shown.at)}
            query["message"] = place | {"from": BOT, "text": shown.text}
        else:
            query["message"] = {"message_id": 1, "chat": self.chat, "date": 0}
        self._world.updates.put("callback_query", self.id + BUTTON_KEY, query)
        return query_id

    def blocks(self) -> None:
        """Block the bot."""
        self.has_blocked = True
        self._becomes("member", "kicked")

    def unblocks(self) -> None:
        """Let the bot write again."""
        self.has_blocked = False
        self._becomes("kicked", "member")

    async def reads(self, timeout_s: float = PATIENCE_S) -> Shown:
        """Wait for the next message of the bot."""
        async with asyncio.timeout(timeout_s):
            return await self.inbox.get()

    def _message(self, message_id: int) -> dict[str, Any]:
        return {"message_id": message_id, "from": self.user, "chat": self.chat, "date": int(self._world.time())}

    def _becomes(self, before: str, after: str) -> None:
        self._world.updates.put(
            "my_chat_member", self.id + BUTTON_KEY, membership(self.chat, self.user, before, after, self._world.time())
        )

    def _find(self, option: str, message: Shown | None) -> tuple[Shown, str]:
        for shown in [message] if message is not None else reversed(self.seen):
            for label, data in shown.buttons:
                number, _, words = label.partition(" · ")
                if option in {label, words, number, data, data.partition(":")[2]}:
                    return shown, data
        raise LookupError(f"No message shows a button {option!r}.")


class Group:
    """A group, supergroup or channel that somebody adds the bot to."""

    def __init__(self, world: World, chat_id: int, kind: str = "supergroup") -> None:
        """Use `BotApi.group` instead."""
        self._world = world
        self.id = chat_id
        self.kind = kind
        self.has_bot = False
        self.left = asyncio.Event()
        world.groups[chat_id] = self

    @property
    def chat(self) -> dict[str, Any]:
        """The group as Telegram describes it."""
        return {"id": self.id, "type": self.kind, "title": "Buren"}

    def adds_bot(self, by: Person) -> None:
        """Make the bot a member."""
        self.has_bot = True
        change = membership(self.chat, by.user, "left", "member", self._world.time())
        self._world.updates.put("my_chat_member", by.id + BUTTON_KEY, change)

    def says(self, by: Person, text: str) -> None:
        """Let a member write, or a channel post."""
        kind = "channel_post" if self.kind == "channel" else "message"
        message = {
            "message_id": self._world.next_message_id(),
            "from": by.user,
            "chat": self.chat,
            "date": int(self._world.time()),
            "text": text,
        }
        self._world.updates.put(kind, self.id, message)

    def bot_leaves(self) -> None:
        """Take the bot out."""
        if not self.has_bot:
            raise BadRequest(f"Forbidden: bot is not a member of the {self.kind} chat", 403)
        self.has_bot = False
        self.left.set()
        change = membership(self.chat, BOT, "member", "left", self._world.time())
        self._world.updates.put("my_chat_member", BUTTON_KEY, change)


def membership(chat: dict[str, Any], by: dict[str, Any], before: str, after: str, at: float) -> dict[str, Any]:
    """Describe how the bot's place in a chat changed."""
    return {
        "chat": chat,
        "from": by,
        "date": int(at),
        "old_chat_member": {"user": BOT, "status": before},
        "new_chat_member": {"user": BOT, "status": after, **({"until_date": 0} if after == "kicked" else {})},
    }
