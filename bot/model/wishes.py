"""With whom somebody wants to write, and who is not to know of them: compared by the server, read by nobody."""

import re
import unicodedata
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.model.ids import StaffId
from bot.model.skills import Skills

MOST_NAMES = 20
"""So many words of names are compared of what somebody typed, and kept of one counsellor."""
_WORD = re.compile(r"[^\W\d_]+")
_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe"})
"""Letters that no normalisation takes apart, as people write them who do not have them."""
_PARTICLES = frozenset(
    [
        "aan",
        "al",
        "bij",
        "da",
        "de",
        "del",
        "den",
        "der",
        "des",
        "di",
        "du",
        "el",
        "en",
        "het",
        "la",
        "le",
        "les",
        "op",
        "ten",
        "ter",
        "te",
        "uit",
        "van",
        "ven",
        "von",
    ]
)


@dataclass(frozen=True, slots=True)
class Wishes:
    """What somebody wants of whoever takes their case.

    Attributes:
        first: Who is asked first, because they talked before; None: nobody.
        first_until: Until when it is kept for them alone.
        not_staff: Counsellors who are not to know of it.
        not_regions: Nobody from these regions either,
        not_names: and nobody who is called one of these words, as `words_of` writes them.
    """

    first: StaffId | None = None
    first_until: datetime | None = None
    not_staff: frozenset[StaffId] = frozenset()
    not_regions: frozenset[str] = frozenset()
    not_names: frozenset[str] = field(default=frozenset(), repr=False)

    def shut_out(self, one: StaffId, skills: Skills) -> bool:
        """Tell whether a counsellor is not to know of the case."""
        if one in self.not_staff or skills.region in self.not_regions:
            return True
        return bool(self.not_names) and not self.not_names.isdisjoint({*words_of(one), *skills.names})

    def held_for(self, now: datetime) -> StaffId | None:
        """Return for whom alone the case is kept now; None: for nobody any more."""
        is_held = self.first_until is not None and now < self.first_until
        return self.first if is_held else None


ANYBODY = Wishes()
"""Of whoever wants no one in particular, and keeps out nobody."""


@dataclass(frozen=True, slots=True)
class KeepFrom:
    """Effect: whoever waits says anew who is not to know of it. What somebody said before the opening stays.

    Attributes:
        before: Whom they kept out until now,
        now: and whom instead.
    """

    before: Wishes = field(repr=False)
    now: Wishes = field(repr=False)

    def on(self, wishes: Wishes) -> Wishes:
        """Return the wishes of a case after this, of what they were."""
        return replace(
            wishes,
            not_staff=wishes.not_staff - self.before.not_staff | self.now.not_staff,
            not_regions=wishes.not_regions - self.before.not_regions | self.now.not_regions,
            not_names=wishes.not_names - self.before.not_names | self.now.not_names,
        )


def both(one: Wishes, other: Wishes, *, first: Wishes) -> Wishes:
    """Return what keeps out whomever either of them keeps out, and asks first whom `first` asks."""
    return Wishes(
        first.first,
        first.first_until,
        not_staff=one.not_staff | other.not_staff,
        not_regions=one.not_regions | other.not_regions,
        not_names=one.not_names | other.not_names,
    )


def words_of(name: str) -> tuple[str, ...]:
    """Return the words of a name that tell somebody: without accents, case, initials, and what stands in many names.

    Of a name that is nothing but small words all stay, and of one that is a single sign of another script: nobody is to
    be let in because of what they are called. Initials alone tell nobody.
    """
    plain = unicodedata.normalize("NFKD", name.casefold()).translate(_LETTERS)
    found = _WORD.findall("".join(sign for sign in plain if not unicodedata.combining(sign)))
    whole = [word for word in found if len(word) > 1 or not word.isascii()]
    telling = [word for word in whole if word not in _PARTICLES] or (whole if whole == found else [])
    return tuple(dict.fromkeys(telling))[:MOST_NAMES]
