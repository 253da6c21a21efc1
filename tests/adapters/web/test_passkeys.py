"""Passkeys as the second step, without a server: what no false page gets, and what opens once."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model import Factor, StaffId
from bot.web.factor import spend
from bot.web.passkeys import (
    CHALLENGE_FOR,
    LONGEST_ANSWER,
    MOST_PASSKEYS,
    NOBODY,
    Question,
    add,
    ask_to_add,
    ask_to_show,
    show,
)
from tests.adapters.web.authenticator import Device, read

NOON = datetime(2026, 11, 23, 12, 0, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
OURS = Question(b"k" * 32, b"a login", "desk.example", ("https://desk.example",))
ANNA = StaffId("Anna")


def with_a_passkey(device: Device, factor: Factor | None = None) -> Factor:
    """Return a second step to which this device was added at noon."""
    question: Any = ask_to_add(OURS, ANNA, factor=factor, now=NOON)
    made = add(OURS, device.adds(question), "telefoon", factor=factor, now=NOON)
    assert made is not None
    return made


def asked(now: datetime = NOON + SECOND, question: Question = OURS) -> Any:  # noqa: ANN401
    """Return what a browser is asked that is to show a passkey."""
    return ask_to_show(question, now)


def test_a_passkey_that_was_added_is_shown() -> None:
    """By its name; the counter of its device is kept."""
    device = Device("https://desk.example")
    factor = with_a_passkey(device)
    later = show(OURS, device.shows(asked()), factor, now=NOON + SECOND)

    assert later is not None
    assert [(one.name, one.used) for one in later.passkeys] == [("telefoon", 1)]
    assert later.recovery == factor.recovery == ()


def test_a_device_that_does_not_count_is_taken_again_and_again() -> None:
    """Those that copy passkeys to all devices of a person say 0 for ever."""
    device = Device("https://desk.example", counts=False)
    factor: Factor | None = with_a_passkey(device)
    for number in range(1, 4):
        now = NOON + number * SECOND
        assert factor is not None
        factor = show(OURS, device.shows(asked(now)), factor, now=now)

    assert factor is not None


def test_an_answer_opens_once_and_none_to_an_older_question() -> None:
    """Whoever recorded one comes too late, also with a device that does not count."""
    device = Device("https://desk.example", counts=False)
    factor = with_a_passkey(device)
    older, newer = (device.shows(asked(NOON + number * SECOND)) for number in (1, 2))
    used = show(OURS, newer, factor, now=NOON + 3 * SECOND)

    assert used is not None
    assert show(OURS, newer, used, now=NOON + 3 * SECOND) is None
    assert show(OURS, older, used, now=NOON + 3 * SECOND) is None


def test_a_counter_that_did_not_go_up_is_refused() -> None:
    """Then there are two of what there must be one of."""
    device = Device("https://desk.example")
    factor = with_a_passkey(device)
    for number in (1, 2):
        now = NOON + number * SECOND
        used = show(OURS, device.shows(asked(now)), factor, now=now)
        assert used is not None
        factor = used
    device.used = 0
    now = NOON + 3 * SECOND

    assert show(OURS, device.shows(asked(now)), factor, now=now) is None


@pytest.mark.parametrize("elsewhere", ["https://desk.example.evil", "http://desk.example", "https://evil.example", ""])
def test_an_answer_that_was_given_to_another_page_is_none(elsewhere: str) -> None:
    """That is what a code can't do: a false page gets nothing that opens ours."""
    device = Device("https://desk.example")
    factor = with_a_passkey(device)
    phished = replace_origin(device, elsewhere).shows(asked())

    assert show(OURS, phished, factor, now=NOON + SECOND) is None
    assert add(OURS, Device(elsewhere).adds(question_to_add()), "x", factor=None, now=NOON) is None


def replace_origin(device: Device, origin: str) -> Device:
    """Return the same passkey in the hands of another page."""
    return replace(device, origin=origin)


def question_to_add(now: datetime = NOON) -> Any:  # noqa: ANN401
    """Return what a browser is asked that is to make a passkey."""
    return ask_to_add(OURS, ANNA, factor=None, now=now)


@pytest.mark.parametrize(
    "other",
    [
        replace(OURS, bound_to=b"another login"),
        replace(OURS, key=b"l" * 32),
        replace(OURS, host="evil.example"),
        replace(OURS, origins=("https://evil.example",)),
        NOBODY,
    ],
)
def test_an_answer_to_somebody_elses_question_is_none(other: Question) -> None:
    """Each belongs to the browser or login that was asked, and to one host."""
    device = Device("https://desk.example")
    factor = with_a_passkey(device)

    assert show(OURS, device.shows(asked()), factor, now=NOON + SECOND) is not None
    assert show(other, device.shows(asked()), factor, now=NOON + SECOND) is None
    assert add(other, device.adds(question_to_add()), "x", factor=None, now=NOON) is None


def test_a_question_lasts_three_minutes() -> None:
    """And is none before it was asked."""
    device = Device("https://desk.example")
    factor = with_a_passkey(device)
    answer = device.shows(asked(NOON + SECOND))

    assert show(OURS, answer, factor, now=NOON + SECOND + CHALLENGE_FOR) is None
    assert show(OURS, answer, factor, now=NOON) is None
    assert show(OURS, answer, factor, now=NOON + CHALLENGE_FOR) is not None


def test_to_add_and_to_show_are_two_questions() -> None:
    """The answer to one is none to the other, and a passkey that was taken away is not added by the old answer."""
    device = Device("https://desk.example")
    answer = device.adds(question_to_add())
    made = add(OURS, answer, "x", factor=None, now=NOON)
    assert made is not None
    removed = replace(made, passkeys=())

    assert add(OURS, answer, "x", factor=removed, now=NOON + SECOND) is None
    assert show(OURS, device.shows({"rpId": "desk.example", **question_to_add()}), made, now=NOON + SECOND) is None


def test_without_a_hand_on_the_device_nothing_is_shown() -> None:
    """A program that reaches it alone does not come in; whoever can't be verified by it does."""
    device = Device("https://desk.example")
    factor = with_a_passkey(device)

    assert show(OURS, device.shows(asked(), flags=0x04), factor, now=NOON + SECOND) is None
    assert show(OURS, device.shows(asked(), flags=0x01), factor, now=NOON + SECOND) is not None


def test_another_key_under_the_same_id_is_refused() -> None:
    """The signature is checked with the key that was added."""
    device = Device("https://desk.example")
    factor = with_a_passkey(device)
    forged = Device("https://desk.example", id=device.id)

    assert show(OURS, forged.shows(asked()), factor, now=NOON + SECOND) is None


def test_nobody_keeps_more_than_five() -> None:
    """And none twice; an authenticator is told which it has."""
    factor = None
    devices = [Device("https://desk.example") for _ in range(MOST_PASSKEYS + 1)]
    for number, device in enumerate(devices):
        now = NOON + number * SECOND
        made = add(
            OURS, device.adds(ask_to_add(OURS, ANNA, factor=factor, now=now)), f"{number}", factor=factor, now=now
        )
        assert (made is None) == (number == MOST_PASSKEYS)
        factor = made or factor
    assert factor is not None
    few = replace(factor, passkeys=factor.passkeys[:2])
    again = add(OURS, devices[0].adds(question_to_add(NOON + 9 * SECOND)), "x", factor=few, now=NOON + 9 * SECOND)
    known: Any = ask_to_add(OURS, ANNA, factor=few, now=NOON)["excludeCredentials"]

    assert again is None
    assert len(known) == 2


@given(st.one_of(st.text(), st.binary().map(lambda raw: raw.decode("latin-1")), st.just("{" * LONGEST_ANSWER)))
def test_anything_else_opens_nothing_and_breaks_nothing(answer: str) -> None:
    """Whatever somebody sends."""
    factor = Factor(b"s" * 20)

    assert show(OURS, answer, factor, now=NOON) is None
    assert add(OURS, answer, "x", factor=factor, now=NOON) is None


@given(st.data())
def test_an_answer_that_was_altered_opens_nothing_and_breaks_nothing(data: st.DataObject) -> None:
    """Any letter of it, unless what it says is the same."""
    answer = data.draw(st.sampled_from((ADDED, SHOWN)))
    place = data.draw(st.integers(0, len(answer) - 1))
    altered = answer[:place] + data.draw(st.characters(codec="ascii")) + answer[place + 1 :]
    add(OURS, altered, "x", factor=None, now=NOON)
    shown = show(OURS, altered, FACTOR, now=NOON + SECOND)

    assert shown is None or parts_of(altered) == parts_of(SHOWN)


def parts_of(answer: str) -> dict[str, bytes]:
    """Return what is signed, or signs."""
    return {name: read(part) for name, part in json.loads(answer)["response"].items()}


DEVICE = Device("https://desk.example", counts=False)
FACTOR = with_a_passkey(DEVICE)
ADDED, SHOWN = DEVICE.adds(question_to_add()), DEVICE.shows(asked())


@given(st.integers(0, 10**6))
def test_without_an_app_no_digits_open_anything(number: int) -> None:
    """An empty secret has codes too, which everybody can reckon."""
    assert spend(Factor(), f"{number:06}", NOON) is None
