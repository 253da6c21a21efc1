"""S16, by construction: one function hands bubbles to channels, and it asks `delivery_decision` first."""

import ast
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]

TO_A_HELP_SEEKER = {("bot/delivery.py", "channel.send"), ("bot/delivery.py", "channel.delete")}
ELSEWHERE = {
    ("bot/simulator.py", "self._channel.send"),  # an editor's own terminal; nobody else is there
    ("bot/flows/turn.py", "self.send"),  # effects: what the step asks for
    ("bot/flows/inputs.py", "turn.send"),
    ("bot/flows/waking.py", "turn.send"),
    ("bot/flows/doubting.py", "turn.send"),
    ("bot/flows/passing.py", "turn.send"),
    ("bot/flows/another.py", "turn.send"),
    ("bot/flows/draft.py", "self.send"),
    ("bot/web/live.py", "self._browser.send"),  # the pages of the desk, the coordinator and the editor
    ("bot/web/board.py", "self._browser.send"),
    ("bot/web/calls_live.py", "self._browser.send"),
    ("bot/web/preview/live.py", "self._browser.send"),
    ("bot/web/sockets.py", "self.send"),
    ("bot/ops/call_out.py", "self._post.send"),  # an operator's address; no words of anybody
    ("bot/ops/mail.py", "self._postbox.send"),  # likewise, by mail
}
"""What is called `send` and reaches no help-seeker. Whoever adds a line here looks at where it leads first."""
SPEAKS = re.compile(r"(send|edit|copy|forward|delete|pin|unpin|set|answer)[A-Z]\w+")
BOT_API = {
    ("bot/channels/telegram/channel.py", "sendMessage"),
    ("bot/channels/telegram/channel.py", "deleteMessages"),
    ("bot/channels/telegram/hearing.py", "answerCallbackQuery"),  # without a text: a button stops waiting
    ("bot/channels/telegram/polling.py", "deleteWebhook"),  # about our own address, seen by nobody
    ("bot/channels/telegram/webhook.py", "setWebhook"),
}


@cache
def program() -> Mapping[str, ast.Module]:
    """Read all modules of the program, once."""
    return {file.relative_to(ROOT).as_posix(): ast.parse(file.read_text()) for file in (ROOT / "bot").rglob("*.py")}


def reached(*names: str) -> Iterator[tuple[str, str]]:
    """Yield where these attributes are touched, called or not: what is handed on can be called elsewhere."""
    for file, tree in program().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and node.attr in names:
                yield file, ast.unparse(node)


def strings() -> Iterator[tuple[str, str]]:
    """Yield all texts of the program that are no docstrings, with the file they stand in."""
    for file, tree in program().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield file, node.value


def test_only_the_delivery_hands_anything_to_a_channel() -> None:
    """Every touch of a `send` or `delete` is known by its place; a new one has to be looked at."""
    assert set(reached("send", "delete")) == TO_A_HELP_SEEKER | ELSEWHERE


def test_no_channel_is_reached_by_a_name_in_a_text() -> None:
    """Attributes are taken by name only where no channel can be at hand: import-linter keeps channels out of there."""
    by_name = {
        file
        for file, tree in program().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Name) and node.id in {"getattr", "attrgetter", "methodcaller"}
    }
    without_channels = ("bot/flows/", "bot/model/", "bot/ops/", "bot/storage/", "bot/settings.py", "bot/web/texts.py")
    assert {file for file in by_name if not file.startswith(without_channels)} == set()


def test_only_the_channel_calls_the_methods_of_telegram_that_people_see() -> None:
    """A message is sent or deleted in one file, and nothing else writes, edits or pins in a chat."""
    assert {(file, text) for file, text in strings() if SPEAKS.fullmatch(text)} == BOT_API


def test_only_the_channel_shows_anything_on_the_web_page() -> None:
    """The frames that show and remove bubbles are made in one place."""
    made = {found for found in reached("show", "clear") if found[0].startswith("bot/channels/webchat/")}
    assert {file for file, what in made if what.startswith("session.")} == {"bot/channels/webchat/channel.py"}


def test_an_attempt_is_made_only_after_the_decision() -> None:
    """`_attempt` is called in one place, in a loop that ends when the decision is not to send."""
    tree = program()["bot/delivery.py"]
    settle = next(one for one in ast.walk(tree) if isinstance(one, ast.AsyncFunctionDef) and one.name == "_settle")
    loops = [one for one in ast.walk(settle) if isinstance(one, ast.While)]

    assert [file for file, _ in reached("_attempt")].count("bot/delivery.py") == 1
    assert [ast.unparse(loop.test) for loop in loops] == ["change is None"]
    assert any(isinstance(one, ast.Attribute) and one.attr == "_attempt" for one in ast.walk(loops[0]))
    before = settle.body[: settle.body.index(loops[0])]
    assert any(ast.unparse(one).startswith("change = self._refusal(") for one in before)
