"""Phrases are found as if each were looked for at every place of a text, one word after the other."""

from collections.abc import Iterator, Sequence

from hypothesis import example, given
from hypothesis import strategies as st

from bot.flows.phrases import PhraseBook, Tolerance, forms_of
from bot.flows.slips import Slips
from bot.flows.words import spellings

BETWEEN = ("echt", "niet", "en")
APART = {"kwil": "ik wil"}
ORDINARY = ("straat", "rood")
TYPED_AS = {
    "wil": ("wil", "kwil", "niet wil"),
    "dood": ("dood", "doood", "d o o d"),
    "slaat": ("slaat", "slat", "straat"),
    "zelfmoord": ("zelfmoord", "zelfmoort", "z e l f m o o r d"),
    "…": ("", "ik", "hij echt rood en"),
    "hij/ze": ("hij", "ze", "hij echt"),
    "can't": ("can't", "cant", "can t"),
}
"""What people type for a word of a phrase."""
NOISE = (*TYPED_AS, *BETWEEN, *ORDINARY, "ik", "a b c")

Branch = dict[str, "Branch"]
"""What may follow; "" is there where a phrase ends."""
Way = tuple[Branch, tuple[str, ...], int, int]
"""Where a reading stands, what it said, and how many words of either kind it has passed by since the last of them."""

words = st.sampled_from([*TYPED_AS])
phrases = st.lists(st.lists(words, min_size=1, max_size=3).map(" ".join), min_size=1, max_size=3)


@st.composite
def heard(draw: st.DrawFn) -> tuple[list[str], list[str], str]:
    """Return phrases, harmless ones, and a text that somebody may have meant one of them with."""
    wanted, harmless = draw(phrases), draw(st.just([]) | phrases)
    meant = draw(st.sampled_from([*wanted, *harmless])).split()
    around = st.lists(st.sampled_from(NOISE), max_size=2)
    typed = [draw(st.sampled_from(TYPED_AS[word])) for word in meant]
    return wanted, harmless, " ".join([*draw(around), *typed, *draw(around)])


@example(heard=(["wil dood"], [], "wil d o o d"))
@example(heard=(["… wil"], [], "wil"))
@given(heard=heard())
def test_a_phrase_is_found_as_if_it_were_looked_for_at_every_place(
    heard: tuple[list[str], list[str], str],
) -> None:
    """The first that ends, of those that begin first: no short cut finds another one, more or less."""
    phrases, harmless, text = heard
    book = PhraseBook(phrases, harmless, Tolerance(BETWEEN, APART, ORDINARY))

    assert book.found_in(spellings(text)) == plainly(phrases, harmless, text)


def plainly(phrases: Sequence[str], harmless: Sequence[str], text: str) -> str:
    """Return the first phrase in a text, without any haste."""
    tree, calm = _tree(phrases), _tree(harmless)
    slips = Slips(_words(tree), {*BETWEEN, *ORDINARY, *_words(calm)})
    for spelling in spellings(text):
        words = _without(calm, [*_apart(_together(spelling.split()))])
        readings = [slips.meant(word) for word in words]
        for place in range(len(words)):
            found = _from(tree, readings[place:])
            if found:
                return " ".join(found)
    return ""


def _tree(phrases: Sequence[str]) -> Branch:
    root: Branch = {}
    for phrase in phrases:
        for form in forms_of(phrase):
            branch = root
            for word in _apart(form):
                branch = branch.setdefault(word, {})
            if branch is not root:
                branch[""] = {}
    return root


def _words(tree: Branch) -> set[str]:
    return {word for word in tree if word not in {"", "…"}}.union(*(_words(branch) for branch in tree.values()))


def _apart(words: Sequence[str]) -> Iterator[str]:
    for word in words:
        yield from APART.get(word, word).split() if word else (word,)


def _together(words: Sequence[str]) -> list[str]:
    together: list[str] = []
    letters: list[str] = []
    for word in [*words, "end"]:
        if len(word) == 1:
            letters.append(word)
            continue
        together += ["".join(letters)] if len(letters) >= 4 else letters
        letters = []
        together.append(word)
    return together[:-1]


def _without(calm: Branch, words: Sequence[str]) -> list[str]:
    rest: list[str] = []
    while words:
        branch, longest = calm, 0
        for length, word in enumerate(words, start=1):
            branch = branch.get(word, {})
            longest = length if "" in branch else longest
        rest.append("" if longest else words[0])
        words = words[longest or 1 :]
    return rest


def _from(tree: Branch, readings: Sequence[Sequence[str]]) -> tuple[str, ...]:
    ways: list[Way] = [(tree, (), 0, 0)]
    for words in readings:
        ways = [further for way in ways for further in _further(way, words)]
        for branch, said, _, _ in ways:
            if "" in branch:
                return said
    return ()


def _further(way: Way, words: Sequence[str]) -> Iterator[Way]:
    branch, said, between, skipped = way
    gap = branch.get("…")
    for word in words:
        for following in (branch, gap or {}):
            if word and word in following:
                yield following[word], (*said, word), 0, 0
    if said and words[0]:
        if gap is not None and skipped < 3:
            yield branch, said, between, skipped + 1
        elif words[0] in BETWEEN and between < 3:
            yield branch, said, between + 1, skipped
