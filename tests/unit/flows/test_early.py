"""Nothing is decided by an answer that nobody can have given yet: proven by data flow, and never a false alarm."""

from collections.abc import Mapping

import pytest

from bot.flows.bundle import Bundle, compile_bundle
from bot.flows.check import check
from bot.flows.format.findings import FaultyContent, Finding
from bot.flows.settable import Settable
from tests.house import shipped_bundle, shipped_sources
from tests.unit.flows.lists import listed_sources
from tests.unit.flows.small import SOURCES
from tests.unit.flows.walks import Walk

HEAD = """\
schema: 1
bundle: recht
languages: {default: nl, required: [nl]}
vars:
  a: {type: choice, values: [ja, nee], told: {nl: a}}
  b: {type: choice, values: [ja, nee]}
  tel: {type: text, retain: handover, told: {nl: tel}}
interrupts:
  stop: {words: {nl: [stop]}, do: wipe}
  mens: {words: {nl: [mens]}, goto: mens.begin}
  crisis: {words_file: crisis.yaml, call: crisis, locked: true}
flows:
  start:
    entry: eerst
    nodes:
"""
REST = """\
  uit:
    entry: vraag
    nodes:
      vraag:
        ask: {nl: "Nog iets?"}
        options:
          - {id: klaar, label: {nl: Klaar}, next: slot}
          - {id: terug, label: {nl: Terug}, next: slot}
      slot: {say: {nl: Dag}, next: eind}
      eind: {end: {}}
  mens:
    entry: begin
    nodes:
      begin: {input: {nl: "Hoe bellen we?"}, save: tel, next: rij}
      rij: {handover: {card: [tel]}, on: {waiting: wacht, no_staff: weg, closed: weg}}
      wacht:
        ask: {nl: "Je wacht. Te zien: {card}."}
        options:
          - {id: uit, label: {nl: "Uit de rij"}, next: weg}
          - {id: blijf, label: {nl: Blijf}, next: wacht}
      weg: {say: {nl: Dag}, leave_queue: true, next: eind}
      eind: {end: {}}
  crisis:
    entry: nu
    nodes:
      nu: {say: {nl: "Bel 112."}, next: vraag}
      vraag:
        ask: {nl: "Klopt dat?"}
        options:
          - {id: ja, label: {nl: Ja}, next: mens.begin}
          - {id: nee, label: {nl: Nee}, next: eind}
      eind: {end: {}}
"""


def ask(name: str, yes: str, *, save: str = "", no: str = "", call: str = "") -> str:
    """Return a question as it stands in the file."""
    first = f"{{id: ja, label: {{nl: Ja}}, {f'call: {call}, ' if call else ''}next: {yes}}}"
    second = f"{{id: nee, label: {{nl: Nee}}, next: {no or yes}}}"
    saved = f"save: {save}, " if save else ""
    return f'{{ask: {{nl: "Vraag {name}?"}}, {saved}options: [{first}, {second}]}}'


def branch(condition: str, then: str, otherwise: str) -> str:
    """Return a branch as it stands in the file."""
    return f"{{branch: [{{when: '{condition}', next: {then}}}, {{else: true, next: {otherwise}}}]}}"


def read_too_early(*nodes: str, rest: str = REST) -> list[str]:
    """Return what is found too early in a conversation whose first flow has these nodes."""
    flows = HEAD + "".join(f"      {node}\n" for node in nodes) + rest
    only_dutch = {"crisis.yaml": "schema: 1\nphrases: {nl: [zelfmoord]}\n"}
    others = {name: _in_dutch(text) for name, text in SOURCES.items() if name not in {"flows.yaml", "crisis.yaml"}}
    try:
        found: tuple[Finding, ...] = compile_bundle({**others, **only_dutch, "flows.yaml": flows}).warnings
    except FaultyContent as fault:
        found = fault.findings
    other = [str(one) for one in found if one.code[0] == "E" and one.code != "E305"]
    assert not other, other
    return [one.what for one in found if one.code == "E305"]


def _in_dutch(text: str) -> str:
    """Return a file without its other languages."""
    kept = []
    for line in text.splitlines():
        head, mark, _ = line.partition(", en: ")
        kept.append(f"{head}}}" if mark and "{nl:" in head else line)
    return "\n".join(kept) + "\n"


def test_what_is_asked_later_can_not_decide_before() -> None:
    """With the place where it is saved, and the one where it is read."""
    [what] = read_too_early(
        "eerst: " + branch('a == "ja"', "uit.slot", "vraag"),
        "vraag: " + ask("a", "uit.slot", save="a"),
    )

    assert what == (
        'when: "a" can\'t have a value here: no way leads here from where it is saved, such as start.vraag (17:7)'
    )


@pytest.mark.parametrize(
    "nodes",
    [
        ("eerst: " + ask("a", "dan", save="a"), "dan: " + branch('a == "ja"', "uit.slot", "uit.vraag")),
        (
            "eerst: " + ask("a", "dan", no="vraag"),
            "vraag: " + ask("b", "dan", save="a"),
            "dan: " + branch("answered(a)", "uit.slot", "uit.vraag"),
        ),
        ("eerst: " + branch("answered(a)", "uit.slot", "vraag"), "vraag: " + ask("a", "eerst", save="a")),
        ("eerst: {set: {a: ja}, next: dan}", "dan: " + branch('a == "ja"', "uit.slot", "uit.vraag")),
    ],
    ids=["before", "on one of two ways", "round a circle", "set"],
)
def test_what_can_have_been_answered_may_decide(nodes: tuple[str, ...]) -> None:
    """One way is enough: to have no answer is a case that every condition knows."""
    assert not read_too_early(*nodes)


CALLED = f"""{REST}\
  hulp:
    entry: vraag
    nodes:
      vraag: {ask("b", "eind", save="b")}
      eind: {{end: {{}}}}
"""


def test_what_a_called_flow_saves_is_known_after_it_and_not_before() -> None:
    """Through the call and back."""
    before = read_too_early(
        "eerst: " + branch('b == "ja"', "uit.slot", "roep"), "roep: {call: hulp, next: uit.slot}", rest=CALLED
    )
    after = read_too_early(
        "eerst: {call: hulp, next: dan}", "dan: " + branch('b == "ja"', "uit.slot", "uit.vraag"), rest=CALLED
    )

    assert len(before) == 1
    assert not after


def test_what_the_caller_saved_is_known_inside() -> None:
    """An option that calls keeps its answer first."""
    kijk = "kijk: " + branch('a == "ja"', "eind", "vraag")
    inside = CALLED.replace(
        "vraag\n    nodes:\n      vraag: {ask", f"kijk\n    nodes:\n      {kijk}\n      vraag: {{ask"
    )
    first, unsaved = (f"eerst: {ask('a', 'later', save=name, call='hulp')}" for name in ("a", ""))
    later = "later: " + ask("a", "uit.slot", save="a")

    assert not read_too_early(first, later, rest=inside)
    assert len(read_too_early(unsaved, later, rest=inside)) == 1


def test_what_is_kept_until_a_human_was_asked_for_is_gone_afterwards() -> None:
    """On the card it stands; in the queue it is forgotten."""
    first = "eerst: " + ask("a", "uit.slot", no="mens.begin", save="a")
    waiting = '- {id: uit, label: {nl: "Uit de rij"}'
    assert not read_too_early(first)

    [what] = read_too_early(first, rest=REST.replace(waiting, waiting.replace("{id", "{when: 'answered(tel)', id")))

    assert what == 'when: "tel" is kept only until a human was asked for, and every way here comes after that'


CARD = REST.replace("card: [tel]", "card: [a]").replace("goto: mens.begin", "goto: mens.rij")


def test_a_card_counts_as_well() -> None:
    """A counsellor would look for what nobody can have said."""
    nobody_comes_back = "eerst: " + ask("c", "mens.begin", no="laat"), "laat: " + ask("a", "uit.slot", save="a")

    [what] = read_too_early(*nobody_comes_back, rest=CARD)

    assert what.startswith('card: "a" can\'t have a value here')


def test_a_word_that_leads_there_brings_every_answer_along() -> None:
    """Somebody may type it at any question after the one that saves."""
    asked_on = "eerst: " + ask("c", "mens.begin", no="laat"), "laat: " + ask("a", "uit.vraag", save="a")

    assert not read_too_early(*asked_on, rest=CARD)


def test_questions_of_a_list_may_depend_on_each_other() -> None:
    """And its bands on all of them; the list of the small conversation does so."""
    changed = listed_sources(('when: land == "be"', 'when: v_contact == "nee"'))

    assert not [one for one in compile_bundle(changed).warnings if one.code == "E305"]


def whole(sources: Mapping[str, str]) -> tuple[Settable, Bundle]:
    """Return what can be answered where, and the conversation to walk through."""
    flows = check(sources).flows
    return Settable(flows, flows.model_dump(by_alias=True, exclude_none=True)), compile_bundle(sources)


FORGETFUL = {
    name: text.replace(
        "wachten: {type: int, min: 0, max: 60}", "wachten: {type: int, min: 0, max: 60, retain: handover}"
    )
    for name, text in shipped_sources().items()
}


@pytest.mark.parametrize(
    "sources",
    [shipped_sources(), pytest.param(FORGETFUL, marks=pytest.mark.long), listed_sources()],
    ids=["shipped", "forgetful", "small"],
)
def test_nobody_who_walks_holds_an_answer_that_was_called_impossible(sources: Mapping[str, str]) -> None:
    """Whatever they do: interrupts, the queue, a counsellor, ends that open anew. So there is no false alarm."""
    settable, bundle = whole(sources)
    held = 0
    for seed in range(60):
        walk = Walk([bundle], seed)
        for _ in range(25):
            conversation = walk.steps(1).world.conversation
            node = conversation.node.partition(":")[0]
            for name in conversation.vars:
                if node and ":" not in name:
                    held += 1
                    assert settable.knows(node, name), (node, name, walk.story)
    assert held > 300


def test_much_is_called_impossible_in_the_shipped_opening() -> None:
    """The proof says something: before the first question nobody can have said who they are."""
    settable, _ = whole(shipped_sources())

    assert not settable.knows("start.welkom", "rol")
    assert not settable.knows("start.vrij", "c_angst")
    assert settable.knows("start.menu", "c_angst")


def test_nothing_shipped_is_read_too_early() -> None:
    """And nothing had to be weakened for it."""
    assert not [one for one in shipped_bundle().warnings if one.code == "E305"]
