"""What an editor is told of calls: how they are agreed on, and behind what they are booked and told."""

import pytest

from bot.flows.bundle import compile_bundle
from bot.flows.format.findings import FaultyContent
from tests.unit.flows.test_calls import sources

NOTED = '{say: {nl: "Genoteerd.", en: "Noted.", fr: "Noté."}, next: klaar}'
STILL = '{say: {nl: "Toch {call_at}.", en: "Still {call_at}.", fr: "Encore {call_at}."}, next: klaar}'
TAKE_BACK = "  zeg_af: {entry: af, nodes: {af: {callback: withdraw, on: {withdrawn: uit}}, uit: {end: {}}}}\n"
FLOW_ABOVE = "  bel:\n    entry"
ENTRY = "    entry: kies\n    nodes:\n      kies: {c"


def found_too_early(*changes: tuple[str, str]) -> list[tuple[str, str, str]]:
    """Return what is found in the conversation, changed like this: code, first word of the line, and why."""
    changed = sources(*changes)
    lines = changed["flows.yaml"].splitlines()
    try:
        compile_bundle(changed)
    except FaultyContent as faulty:
        return [(one.code, lines[one.line - 1].split(":")[0].strip(), one.what) for one in faulty.findings]
    return []


@pytest.mark.parametrize(
    ("old", "new", "where", "what"),
    [
        ("save: wie\n        next", "save: wie\n        skip: hoe\n        next", "boek", '"jonger" was not asked'),
        ("value: false, next: hoe}", "value: false, next: tel}", "boek", '"vraag" was not asked'),
        (
            "skip: klaar\n        next: boek",
            "skip: boek\n        next: boek",
            "boek",
            "nobody gave a number, or proved",
        ),
        ("        skip: klaar\n", "        otherwise: {then: klaar}\n", "input", "has no way back"),
        ('nl: "Weg."', 'nl: "{call_at}"', "weg", "without a moment"),
        ('en: "Full."', 'en: "{call_at}"', "vol", "without a moment"),
        ("none: klaar", "none: wie", "input", "without a moment"),
        (ENTRY, ENTRY.replace("    nodes", "    recover: ja\n    nodes"), "ask", "without a moment"),
    ],
)
def test_one_way_past_a_question_is_enough_to_be_told(old: str, new: str, where: str, what: str) -> None:
    """With the place, whatever the other ways ask."""
    found = found_too_early((old, new))

    assert {code for code, _, _ in found} == {"E619"}
    assert any(place == where and what in why for _, place, why in found)


def test_what_was_run_in_between_may_have_taken_it_back() -> None:
    """Behind such a flow nobody knows any more whether there is a call; behind any other it is told as before."""
    behind = NOTED.replace("next: klaar", "next: toch")
    beside = (FLOW_ABOVE, f"{TAKE_BACK}{FLOW_ABOVE}")

    assert found_too_early((NOTED, f"{behind}\n      toch: {{call: tips, next: nog}}\n      nog: {STILL}")) == []
    found = found_too_early((NOTED, f"{behind}\n      toch: {{call: zeg_af, next: nog}}\n      nog: {STILL}"), beside)
    assert {(code, place) for code, place, _ in found} == {("E619", "nog")}


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("{slot: moment, ", "{slot: momen, ", '"momen"'),
        ("moment: {type: text}", "moment: {type: int}", '"moment" has to be of the type text'),
        ("tel: {type: phone, sensitive: true}", "tel: {type: phone}", '"tel" can betray somebody'),
        ("gauw: {type: bool}", "gauw: {type: bool, retain: handover}", '"gauw" would be forgotten'),
        ("values: [suit_ask_now]", "values: [suit_yes]", '"zin" can only be one of suit_ask_going'),
        ("choose, on: {chosen: wie,", "choose, on: {booked: ja, chosen: wie,", '"choose" never goes on here'),
    ],
)
def test_what_could_not_be_agreed_is_refused(old: str, new: str, what: str) -> None:
    """Each with its place and its cure."""
    with pytest.raises(FaultyContent) as faulty:
        compile_bundle(sources((old, new)))

    assert [one for one in faulty.value.findings if one.code == "E617" and what in one.what and one.line > 1]


def test_every_way_on_has_to_be_named() -> None:
    """What a node of a call does says which."""
    with pytest.raises(FaultyContent) as faulty:
        compile_bundle(sources((", full: vol}", "}")))

    assert [one.what for one in faulty.value.findings if one.code == "E213"] == [
        'kies: "on" needs full; say where each goes on'
    ]
