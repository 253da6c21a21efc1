"""A broken update is never a crash, and never in the way of another."""

import json
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.telegram import salvage
from bot.channels.telegram.reader import read, read_all
from bot.channels.telegram.update import Ignore, Leave, Update
from bot.model import Inbound, InboundKind
from tests.adapters.telegram.rig import sender
from tests.adapters.telegram.updates import CHAT, GROUP, MIA, inbound, member, message, press, understood


@pytest.mark.parametrize(
    "content",
    [
        {"message": {"chat": CHAT, "message_id": "9"}},
        {"message": {"chat": CHAT, "message_id": 9, "text": 5}},
        {"message": {"chat": CHAT, "message_id": 9, "from": []}},
        {"message": {"chat": CHAT}},
        {"callback_query": {"id": 5, "message": {"chat": CHAT}}},
        {"edited_message": {"chat": CHAT, "text": {}}},
        {"message": 5, "edited_message": {"chat": CHAT, "text": {}}},
    ],
)
def test_somebody_whose_update_is_of_wrong_types_is_still_answered(content: dict[str, object]) -> None:
    """As long as the chat can be read."""
    event = Inbound(sender(), "5", InboundKind.UNSUPPORTED, deletable=True)

    assert understood(**content) == Update(5, event, is_poison=True)


@pytest.mark.parametrize(
    "content",
    [
        {"message": 5},
        {"message": {}},
        {"message": {"chat": 5}},
        {"message": {"chat": {"id": "x", "type": "private"}}},
        {"message": {"chat": {"id": 0, "type": "private"}, "text": 5}},
        {"message": {"chat": {"id": 2**64, "type": "private"}, "text": 5}},
        {"callback_query": {"message": []}},
        {"my_chat_member": []},
    ],
)
def test_an_update_of_nobody_is_acknowledged(content: dict[str, object]) -> None:
    """There is nobody to answer; it must not stand in the way."""
    assert understood(**content) == Update(5, Ignore(), is_poison=True)


def test_a_broken_message_of_a_group_still_leaves_it() -> None:
    """The chat is enough."""
    assert understood(message={"chat": GROUP, "text": 5}) == Update(5, Leave(-1001), is_poison=True)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
WHOLE: dict[str, Any] = {
    "update_id": 5,
    "message": message(text="hoi", caption="x"),
    "edited_message": message(text="/stop"),
    "callback_query": press(),
    "my_chat_member": member(CHAT, "kicked"),
    "channel_post": message(GROUP),
}
LEAVES = st.sampled_from([
    None, True, 0, -1, 5, 2**31, 2**63, 2**64, 10**400, 1e400, float("nan"), 1.5, "", "5", "x" * 70, "\ud800", "\x00",
    "private", "group", "kicked", "/start", "3-9f2c1a:yes", [], [5], [[]], {}, {"id": 5}, CHAT, GROUP, MIA,
]) | st.text(max_size=8)  # fmt: skip
PARTS = st.sampled_from(list(WHOLE)[1:])


def paths_of(value: object, path: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    """Return the way to every value of an object."""
    if not isinstance(value, dict):
        return [path]
    return [path, *(way for name, inner in value.items() for way in paths_of(inner, (*path, name)))][not path :]


@settings(max_examples=2_000)
@given(PARTS, st.lists(st.tuples(st.integers(0, 40), LEAVES), max_size=3))
def test_nothing_of_the_right_names_and_wrong_shapes_is_a_crash(part: str, changes: list[tuple[int, object]]) -> None:
    """Whatever stands where: it is read, or it is no update."""
    update = json.loads(json.dumps({"update_id": 5, part: WHOLE[part]}))
    for number, leaf in changes:
        ways = paths_of(update)
        *way, last = ways[number % len(ways)]
        inner = update
        for name in way:
            inner = inner[name]
        inner[last] = deepcopy(leaf)

    read_as = read(json.dumps(update).encode())

    number = update["update_id"]
    is_number = isinstance(number, int) and not isinstance(number, bool) and 0 <= number < 2**63
    assert not is_number or read_as is not None
    if read_as is not None and isinstance(read_as.event, Inbound):
        assert 0 < int(read_as.event.sender.native_id) < 2**63
        assert read_as.event.text.encode() is not None


@settings(max_examples=2_000)
@given(st.data())
def test_no_damage_to_an_update_is_a_crash(data: st.DataObject) -> None:
    """Bytes that are changed, cut out or put in."""
    whole = json.dumps(
        {"update_id": 5, "message": message(text="hoi é", caption="x"), "callback_query": press()}
    ).encode()
    begin = data.draw(st.integers(0, len(whole)))
    end = data.draw(st.integers(begin, min(begin + 8, len(whole))))
    damaged = whole[:begin] + data.draw(st.binary(max_size=8)) + whole[end:]

    update = read(damaged)

    assert update is None or 0 <= update.id < 2**63


@settings(max_examples=2_000)
@given(st.binary(max_size=300) | st.text(alphabet='[]{}",:\\ntu0', max_size=200).map(str.encode))
def test_no_bytes_at_all_are_a_crash(body: bytes) -> None:
    """Neither as an update nor as an answer with updates."""
    read(body)
    updates, unreadable = read_all(body)

    assert unreadable >= 0
    assert all(0 <= update.id < 2**63 for update in updates)


@given(st.lists(st.one_of(st.just(b"{}"), st.binary(max_size=0), JSON.map(lambda one: json.dumps(one).encode()))))
def test_a_good_update_is_found_among_any_others(others: list[bytes]) -> None:
    """One broken element spoils no other."""
    good = json.dumps({"update_id": 5, "message": message(text="hoi")}).encode()
    elements = [one for one in (*others, good, *others) if one]

    updates, _ = read_all(b'{"ok":true,"result":[' + b",".join(elements) + b"]}")

    assert Update(5, inbound(InboundKind.TEXT, "hoi")) in updates


@given(JSON)
def test_pruning_leaves_flat_json_as_it_is(value: object) -> None:
    """Only what is nested too deep goes."""
    body = json.dumps(value).encode("utf-8", "surrogatepass")

    assert salvage.prune(body) == body


@pytest.mark.parametrize("size", [256 * 1024])
def test_hostile_brackets_and_quotes_take_no_time(size: int) -> None:
    """The largest body of each worst case is read in a moment; pytest's own timeout would end it."""
    for piece in (b"[", b"]", b'"', b"\\", b'\\"', b'"\\', b"[{", b'{"":', b'"result":['):
        body = piece * (size // len(piece))
        read(body)
        read_all(body)
        read(b'{"update_id":5,"message":{"text":"' + body)
