"""The small conversation with a question for each kind of words in it."""

from bot.flows.bundle import Bundle, compile_bundle
from tests.unit.flows.small import FLOWS, SOURCES, Person

_ASKED = """\
  vragen:
    entry: aantal
    nodes:
      aantal:
        input: {nl: "Hoeveel kinderen?", en: "How many children?", fr: "Combien d'enfants ?"}
        type: number
        save: aantal
        skip: dag
        otherwise: {tries: 3, then: dag}
        next: dag
      dag:
        input: {nl: "Welke dag?", en: "Which day?", fr: "Quel jour ?"}
        type: date
        save: dag
        min: today
        max: today+60d
        otherwise: {tries: 2, then: geen}
        next: tijd
      tijd:
        input: {nl: "Hoe laat?", en: "What time?", fr: "À quelle heure ?"}
        type: time
        save: tijd
        min: "09:00"
        max: "22:00"
        otherwise: {tries: 2, then: geen}
        next: nummer
      nummer:
        input: {nl: "Welk nummer?", en: "Which number?", fr: "Quel numéro ?"}
        type: phone
        save: nummer
        otherwise: {tries: 2, then: geen}
        next: code
      code:
        input: {nl: "Een veilig moment?", en: "A safe moment?", fr: "Un moment sûr ?"}
        type: time
        save: code
        skip: plaats
        next: plaats
      plaats:
        input: {nl: "Welke plaats?", en: "Which place?", fr: "Quel lieu ?"}
        type: place
        save: plaats
        skip: geen
        next: laat
      laat:
        branch:
          - {when: 'tijd >= "18:00" and dag > "2026-11-23" and plaats == "Gent"', next: avond}
          - {else: true, next: dag_klaar}
      avond:
        say: {nl: "Een avond dus", en: "An evening then", fr: "Un soir donc"}
        next: klaar
      dag_klaar:
        say: {nl: "Overdag dus", en: "By day then", fr: "De jour donc"}
        next: klaar
      geen:
        say: {nl: "Dat geeft niet", en: "That is fine", fr: "Ce n'est rien"}
        next: klaar
      klaar: {end: {}}
"""
_VARS = """\
  aantal: {type: int, min: 0, max: 20}
  dag: {type: date}
  tijd: {type: time}
  nummer: {type: phone, sensitive: true}
  code: {type: time, sensitive: true}
  plaats: {type: place}
  naam: {type: text"""
_LEZEN = '          - {id: lezen, label: {nl: "Iets lezen"'
_VRAGEN = "          - {id: vragen, label: {nl: Vragen, en: Questions, fr: Questions}, call: vragen, next: menu}\n"

ASKED = (
    FLOWS.replace("  naam: {type: text", _VARS)
    .replace(_LEZEN, _VRAGEN + _LEZEN)
    .replace("  tips:\n    entry: tip\n", f"{_ASKED}  tips:\n    entry: tip\n")
)
QUESTIONS = ("aantal", "dag", "tijd", "nummer", "code", "plaats")
"""In the order in which they are asked."""
ANSWERS = {"aantal": "2", "dag": "morgen", "tijd": "19u30", "nummer": "06 12345678", "code": "07:00", "plaats": "Gent"}


def asked_bundle(old: str = "", new: str = "") -> Bundle:
    """Compile it with a piece replaced."""
    assert not old or ASKED.count(old) == 1, f"{old!r} stands {ASKED.count(old)} times"
    return compile_bundle({**SOURCES, "flows.yaml": ASKED.replace(old, new) if old else ASKED})


_COMPILED: list[Bundle] = []


def asked_about(question: str, *, hint: str = "nl-NL") -> Person:
    """Return a person who was just asked this, and answered everything before."""
    if not _COMPILED:
        _COMPILED.append(asked_bundle())
    person = Person(_COMPILED[0], hint=hint).starts().taps("ja").taps("vragen")
    for earlier in QUESTIONS[: QUESTIONS.index(question)]:
        person.says(ANSWERS[earlier])
    assert person.node == f"vragen.{question}", (person.node, person.told)
    return person
