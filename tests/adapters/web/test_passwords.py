"""Argon2id as it is shipped, and what it takes."""

import threading
from collections import Counter

import pytest

from bot.web.login import hash_password, is_plain, nobodys_verifier, verify
from tests.adapters.web.front import CHEAP


def test_the_shipped_cost_is_64_mib_three_passes_four_lanes() -> None:
    """Every account is made with it unless a test says otherwise."""
    verifier = hash_password("correct horse battery")

    assert verifier.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert verify("correct horse battery", verifier)


def test_two_who_log_in_at_once_both_get_in() -> None:
    """At what it costs as shipped, each in a thread: none waits for ever, none is told that there is no memory."""
    verifier = hash_password("correct horse battery")
    came: Counter[bool] = Counter()

    def tries() -> None:
        for guess in ("correct horse battery", "wrong"):
            came[verify(guess, verifier)] += 1

    people = [threading.Thread(target=tries, daemon=True) for _ in range(2)]
    for one in people:
        one.start()
    for one in people:
        one.join(timeout=20)

    assert came == {True: 2, False: 2}


@pytest.mark.parametrize("password", ["a", "pässwörd – “ë”", "密码🔑", " spaties blijven ", "x" * 1024])
def test_a_password_opens_what_it_closed(password: str) -> None:
    """Any characters, and exactly those."""
    verifier = hash_password(password, CHEAP)

    assert verify(password, verifier)
    assert not verify(password + "x", verifier)
    assert not verify(password[:-1] + "?", verifier)


def test_the_same_password_is_never_stored_the_same() -> None:
    """Each verifier has its own salt."""
    assert hash_password("geheim", CHEAP) != hash_password("geheim", CHEAP)


def test_what_nobody_opens_looks_like_any_other_and_is_never_the_same() -> None:
    """So whoever checks it works as long as for one that somebody knows; and no guess is right."""
    ours, nobodys = hash_password("geheim", CHEAP), nobodys_verifier(CHEAP)

    assert [len(part) for part in nobodys.split("$")] == [len(part) for part in ours.split("$")]
    assert nobodys.split("$")[:4] == ours.split("$")[:4]
    assert nobodys != nobodys_verifier(CHEAP)
    assert not any(verify(guess, nobodys) for guess in ("", "geheim", nobodys))


@pytest.mark.parametrize("verifier", ["", "onzin", "$argon2id$v=19$m=64,t=1,p=1$kort", "$2b$12$abcdefghijklmnopqrstuv"])
def test_a_broken_verifier_opens_nothing(verifier: str) -> None:
    """What is no verifier matches no password, and breaks nothing."""
    assert not verify("geheim", verifier)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("anna", True),
        ("", False),
        ("a" * 64, True),
        ("a" * 65, False),
        ("a\x00", False),
        ("\ud800", False),
    ],
)
def test_what_can_be_a_name(text: str, *, plain: bool) -> None:
    """Not empty, not too long, no NUL and no half of a character."""
    assert is_plain(text, 64) is plain
