"""What an operator types of what a counsellor can do, such as `language=nl,en`; pure: checked, and never kept here."""

import difflib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from bot.errors import BotError
from bot.model import FEWEST_SEATS, MOST_SEATS, Skills

WHERE = "ajar staff skills"

Needs = Mapping[str, Collection[str]]
"""What cases may need, each with the values that it may have; none: any."""


def changed_skills(before: Skills, said: Sequence[str], *, seats: int | None, needs: Needs) -> Skills:
    """Return what a counsellor can do from now on.

    Args:
        before: What they could do; a need that is not said now stays as it was.
        said: `need=value,value`; nothing behind the sign means: everything.
        seats: How many talks at once; None leaves it.
        needs: What the conversation that is served may need.

    Raises:
        BotError: it is not written so, or no case will ever need it.
    """
    able = dict(before.able)
    for one in said:
        need, values = _read(one, needs)
        if values:
            able[need] = values
        else:
            able.pop(need, None)
    if seats is not None and not FEWEST_SEATS <= seats <= MOST_SEATS:
        raise BotError(
            f"A counsellor takes {FEWEST_SEATS} to {MOST_SEATS} talks at once.", where=WHERE, fix="Choose one of them."
        )
    return replace(before, able=able, seats=before.seats if seats is None else seats)


def in_words(skills: Skills) -> str:
    """Return what a counsellor can do as the operator types it; "everything" for no limit."""
    able = " ".join(f"{need}={','.join(sorted(values))}" for need, values in sorted(skills.able.items()))
    return able or "everything"


def _read(one: str, needs: Needs) -> tuple[str, frozenset[str]]:
    need, sign, rest = one.partition("=")
    if not sign:
        raise BotError(f'"{one}" says nothing.', where=WHERE, fix="Write what they can do as language=nl,en.")
    if need not in needs:
        raise BotError(f'No case needs "{need}".', where=WHERE, fix=_meant(need, needs))
    values = frozenset(filter(None, rest.split(",")))
    unknown = sorted(values - frozenset(needs[need])) if needs[need] else []
    if unknown:
        raise BotError(f'"{unknown[0]}" is no answer to "{need}".', where=WHERE, fix=_meant(unknown[0], needs[need]))
    return need, values


def _meant(word: str, known: Collection[str]) -> str:
    near = difflib.get_close_matches(word, known, n=1)
    listed = f"There are: {', '.join(sorted(known))}."
    return f'Did you mean "{near[0]}"? {listed}' if near else listed
