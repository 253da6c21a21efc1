"""A generated conversation of as many nodes as wanted, to measure with."""

from collections.abc import Iterator, Mapping

from tests.unit.flows.small import FLOWS, SOURCES

_DOOR = "          - {id: elders, label: {nl: Nummers, en: Numbers, fr: Numéros}, next: start.land}\n"
_OPENED = f"{_DOOR}          - {{id: groot, label: {{nl: Veel, en: Much, fr: Beaucoup}}, call: groot, next: klaar}}\n"
_SAY = """\
      zeg_{n}:
        say:
          nl: "Dit is stap {n}. Neem rustig de tijd. Je kunt altijd terug."
          en: "This is step {n}. Take your time. You can always go back."
          fr: "Voici l'étape {n}. Prenez votre temps. Vous pouvez revenir."
        next: vraag_{n}
"""
_ASK = """\
      vraag_{n}:
        ask: {{nl: "Wat wil je nu lezen ({n})?", en: "What to read ({n})?", fr: "Que lire maintenant ({n}) ?"}}
        why: {{nl: "Dan kies ik wat past.", en: "Then I choose what fits.", fr: "Pour choisir ce qui convient."}}
        save: land
        options:
          - {{id: nl, label: {{nl: "Verder", en: "Go on", fr: "Continuer"}}, next: kies_{n}}}
          - {{id: be, label: {{nl: "Terug", en: "Back", fr: "Retour"}}, next: zeg_{n}}}
          - {{id: anders, label: {{nl: "Genoeg", en: "Enough", fr: "Assez"}}, next: klaar}}
"""
_BRANCH = """\
      kies_{n}:
        branch:
          - {{when: 'land == "be" and not vrij', next: zeg_{n}}}
          - {{else: true, next: {next}}}
"""


def crowded(*, nodes: int) -> Mapping[str, str]:
    """Return the sources of the small conversation with a flow of about so many nodes more."""
    flow = "".join(_nodes(nodes // 3))
    assert FLOWS.count(_DOOR) == 1
    return {**SOURCES, "flows.yaml": FLOWS.replace(_DOOR, _OPENED) + flow}


def _nodes(steps: int) -> Iterator[str]:
    yield "  groot:\n    entry: zeg_0\n    nodes:\n"
    for number in range(steps):
        yield _SAY.format(n=number)
        yield _ASK.format(n=number)
        yield _BRANCH.format(n=number, next=f"zeg_{number + 1}" if number + 1 < steps else "klaar")
    yield "      klaar: {end: {}}\n"
