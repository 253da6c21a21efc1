"""Cross-validation: each sentence is judged by what others teach, and never by its own copy."""

from bot.flows.learning import Example
from bot.flows.trial import near_copies, tried

FAMILIES = {name: (name, f"{name}en") for name in ("ik", "brug", "sprong", "nacht", "koud", "water")}
SUBJECTS = ("mijn broer", "onze buurvrouw", "een oud lid", "die leraar", "haar nicht", "zijn vrouw")
EXAMPLES = [Example(f"{who} staat op de brug", need=True) for who in SUBJECTS] + [
    Example(f"{who} bakt graag taart", need=False) for who in SUBJECTS
]


def test_near_copies_stay_together() -> None:
    """The same but for a word, or the same in other words of its families: learned from one, the other is no trial."""
    texts = ["ik wil niet meer wakker worden", "waar is het kantoor", "ik wil nooit meer wakker worden"]

    assert near_copies(texts, {}) == [0, 1, 0]
    assert near_copies(["ik brug sprong nacht koud", "iken bruggen brugen sprongen nachten kouden"], FAMILIES) == [0, 0]


def test_a_sentence_is_judged_by_what_others_teach() -> None:
    """What they have in common is found; what nobody else says is not, however plainly it is labelled."""
    alone = Example("zwaluw xylofoon quiche", need=True)

    *strengths, unheard = tried([*EXAMPLES, alone], {})

    needs = [strength for one, strength in zip(EXAMPLES, strengths, strict=True) if one.need]
    assert min(needs) > unheard
