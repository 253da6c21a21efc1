"""The redactor takes out what looks like a token, an address, an id or a key, and what it was told is secret."""

from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ops.redaction import GONE, SHORTEST_SECRET, Redactor

TOKEN = "7000000001:AAtest-TOKEN_canary-9Zq3xW7vK1mB5nC8dF"


@pytest.mark.parametrize(
    ("said", "left"),
    [
        (TOKEN, GONE),
        (f"token={TOKEN}!", f"token={GONE}!"),
        (f"https://api.telegram.org/bot{TOKEN}/getMe?x=1", f"https://api.telegram.org/{GONE}"),
        ("postgresql+psycopg://ajar:hunter2@db/ajar", f"postgresql+psycopg://db/{GONE}"),
        ("chat 4815162342 is gone", f"chat {GONE} is gone"),
        ("bel +31 6 12 34 56 78", f"bel {GONE}"),
        ("0471/12.34.56", GONE),
        ("mia@example.org wrote", f"{GONE} wrote"),
        ("$argon2id$v=19$m=65536$c2FsdA$aGFzaA", GONE),
        ("a" * 64, GONE),
        ("SGVsbG8gd29ybGQsIHRoaXMgaXMgYSBrZXk=", GONE),
        ("Telegram answered 502.", "Telegram answered 502."),
        ("bot/channels/telegram/hearing.py:113", "bot/channels/telegram/hearing.py:113"),
        ("database.log_min_duration_statement", "database.log_min_duration_statement"),
        ("OperationalError SQLITE_CANTOPEN", "OperationalError SQLITE_CANTOPEN"),
    ],
)
def test_what_betrays_goes_and_what_helps_stays(said: str, left: str) -> None:
    """An operator still reads which server, which place and which kind of fault."""
    assert Redactor().text(said) == left


@given(
    st.text(st.characters(codec="ascii", categories=("L", "N", "P")), min_size=SHORTEST_SECRET), st.text(), st.text()
)
def test_a_secret_that_is_known_never_passes(secret: str, before: str, after: str) -> None:
    """Wherever it stands, and as it stands in a URL."""
    redactor = Redactor([secret])

    for form in (secret, quote(secret, ""), quote(secret, "").lower()):
        assert form not in redactor.text(f"{before} {form} {after}") or form in before + after + GONE


@given(st.integers())
def test_a_large_number_may_be_an_id(number: int) -> None:
    """Counts stay, ids go; also as a text."""
    redactor = Redactor()

    assert (redactor.value(number) == number) == (abs(number) <= 9_999_999)
    assert len(str(abs(number))) < 5 or str(abs(number)) not in redactor.text(f"it is {number}.")


@given(st.text(alphabet="0123456789+-/=AZaz:@._ ", max_size=3_000))
def test_it_ends_in_time_whatever_it_reads(said: str) -> None:
    """No pattern can be made to search for ever; and what is clean stays as it is."""
    redactor = Redactor([TOKEN])
    once = redactor.text(said)

    assert redactor.text(once) == once


def test_what_is_no_word_is_told_by_its_kind() -> None:
    """An object's own words may hold anything."""
    assert Redactor().value({"text": "hoi"}) == "dict"
    assert Redactor().value(ValueError("hoi")) == "ValueError"
    assert Redactor().value(value=True) is True
