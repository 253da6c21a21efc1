"""Faults in how the flows hang together: head, ways, variables and loops, each by its code and its exact place."""

import pytest

from tests.unit.flows.faults import OPTION, RUST, check_fault, faults_of, key
from tests.unit.flows.small import FLOWS

TIP = 'say: {nl: "Een tip", en: "A tip", fr: "Un conseil"}'


UITLEG = key("  uitleg:\n    entry")
HEAD_FAULTS = [
    ("schema: 1", "schema: ¦2", 'E010 schema: this bot reads version 1 of the format, not "2"'),
    ("bundle: klein", "¦bundel: klein", 'E004 "bundel" is no key here; did you mean "bundle"?'),
    (
        "bundle: klein",
        "bundle: ¦Klein!",
        'E101 bundle: "Klein!" is no id: a small letter, then small letters, digits and underscores',
    ),
    ("required: [nl, en, fr]", "required: [nl, en, fr, ¦nl]", 'E401 required: "nl" stands here twice'),
    ("default: nl", "default: ¦de", 'E401 default: "de" is not among the required ones'),
    (
        "vrij: {type: bool, ",
        "vrij: {type: ¦boolean, ",
        (
            "E006 type: expected 'choice', 'set', 'int', 'bool', 'text', 'date', 'time', 'phone' or 'place',"
            ' found "boolean"; did you mean "bool"?'
        ),
    ),
    (
        "naam: {type: text",
        "los: {type: int, min: ¦9, max: 8}\n  naam: {type: text",
        "E308 min: 9 is more than max, which is 8",
    ),
    (
        "{id: terug, label: {nl: Terug",
        "{id: terug, numbers: {min: ¦9, max: 8}, label: {nl: Terug",
        "E308 min: 9 is more than max, which is 8",
    ),
    (
        "{id: terug, label: {nl: Terug",
        "{id: terug, ¦numbers: {}, label: {nl: Terug",
        'E308 numbers: every number would choose it; give "min", "max" or both',
    ),
    (
        f"{{id: tips, label: {{nl: Meer, en: More, fr: Plus}}, next: tussen}}\n          - {OPTION[:-1]}",
        (
            "{id: tips, numbers: {max: 15}, label: {nl: Meer, en: More, fr: Plus}, next: tussen}\n          - "
            f"{OPTION[:-1]}, ¦numbers: {{min: 15}}"
        ),
        'E602 numbers: some of these numbers choose the option "tips" already',
    ),
    ("min: 0, max: 60", "min: ¦nul, max: 60", "E006 min: expected a whole number, found a text"),
    ("naam: {type: text", "¦naam: {min: 3, type: text", 'E004 naam: "min" and "max" go with the type int'),
    (
        "naam: {type: text",
        "¦in: {type: bool}\n  naam: {type: text",
        "E105 in: this word belongs to conditions; choose another name",
    ),
    (
        "naam: {type: text",
        "¦Rol: {type: bool}\n  naam: {type: text",
        'E101 "Rol" is no id: a small letter, then small letters, digits and underscores',
    ),
    (
        "naam: {type: text",
        "¦rol: {type: choice}\n  naam: {type: text",
        'E005 rol: "values" go with the types choice and set, and those need them',
    ),
]

GRAPH_FAULTS = [
    (
        "    entry: tip\n",
        "    entry: ¦tipp\n",
        f'E201 entry: "tipp" is no node of flow "tips"; did you mean "tip" {key("      tip:")}?',
    ),
    ("    entry: tip\n", "    entry: ¦[tip]\n", "E006 entry: expected a text, found a list"),
    ("    entry: tip\n", "", 'tips:\n    nodes >> E201 tips: the flow has no "entry"; name the node it begins with'),
    (
        "    recover: geen\n",
        "    recover: ¦gen\n",
        f'E201 recover: "gen" is no node of flow "mens"; did you mean "geen" {key("      geen:")}?',
    ),
    (RUST, f"{RUST}  ¦leeg:\n    entry: niets\n    nodes: {{}}\n", "E202 leeg: the flow has no nodes"),
    (
        "        next: vrij\n",
        "        next: ¦vrjj\n",
        f'E203 next: "vrjj" is no node of flow "start"; did you mean "vrij" {key("      vrij:")}?',
    ),
    (
        "next: mens.dringend",
        "next: ¦mens.dringnd",
        f'E203 next: "mens.dringnd" is no node; did you mean "mens.dringend" {key("      dringend:")}?',
    ),
    ("waiting: wacht,", "waiting: ¦zzz,", 'E203 waiting: "zzz" is no node of flow "mens"'),
    (
        "next: mens.start}",
        "next: ¦mens}",
        'E203 next: "mens" is no node of flow "start"; it is a flow, so write "mens.start"',
    ),
    (
        "call: uitleg",
        "call: ¦uitlegg",
        f'E203 call: "uitlegg" is no flow; did you mean "uitleg" {UITLEG}?',
    ),
    (
        "        call: tips\n",
        "        call: ¦tussen\n",
        'E203 call: "tussen" is no flow; a call names a flow, not a node',
    ),
    (
        "goto: mens.start",
        "goto: ¦mens.strt",
        f'E203 goto: "mens.strt" is no node; did you mean "mens.start" {key("      start:")}?',
    ),
    (
        RUST,
        f"{RUST}      ¦los:\n        end: {{}}\n",
        'E204 los: nothing leads to this node; take it out, or let a "next" name it',
    ),
    (
        RUST,
        f"{RUST}  ¦los:\n    entry: a\n    nodes:\n      a: {{set: {{vrij: true}}, next: b}}\n      b: {{end: {{}}}}\n",
        "E204 los: nothing leads to this flow",
    ),
    (f"{TIP}\n        next: klaar\n", f"{TIP}\n", 'tip:\n >> E205 tip: there is no "next"; say where it goes on'),
    (OPTION, OPTION.replace("{id", "¦{id", 1).replace(", next: klaar", ""), 'E205 options: this option has no "next"'),
    (", next: dag}\n          - {else", "}\n          - {else", '{when >> E205 branch: this arm has no "next"'),
    (
        "          - {else: true, next: menu}\n",
        "",
        'verder:\n >> E206 verder: the branch has no "else"; end it with {else: true, next: …}',
    ),
    (
        "          - {else: true, next: menu}\n",
        "          - ¦{else: true, next: menu}\n          - {else: true, next: dag}\n",
        'E207 branch: nothing after "else" is ever used; put it last',
    ),
    (
        "on: {waiting: wacht, no_staff: geen, closed: na}",
        "on: {waiting: wacht}",
        'rij_dicht:\n >> E213 rij_dicht: "on" needs no_staff, closed; say where each goes on',
    ),
    (
        "        on: {waiting: wacht, no_staff: geen, closed: na}\n",
        "",
        'rij_dicht:\n >> E213 rij_dicht: "on" needs waiting, no_staff, closed; say where each goes on',
    ),
    ("entry: tip\n    nodes:\n", "entry: tip\n    ¦nodse:\n", 'E004 "nodse" is no key here; did you mean "nodes"?'),
    (
        "{else: true, next: menu}",
        "¦{else: true, when: vrij, next: menu}",
        'E206 branch: an arm has either "when" or "else: true"',
    ),
    ("{else: true, next: menu}", "{else: ¦false, next: menu}", 'E006 else: expected True, found "False"'),
    (
        (
            "        branch:\n          - {when: 'land == \"be\" and not vrij', next: dag}\n"
            "          - {else: true, next: menu}\n"
        ),
        "        branch: []\n",
        "verder:\n >> E202 verder: the branch has no arms",
    ),
]

VALUE_FAULTS = [
    (
        "\ninterrupts:\n",
        "\ncounted_by: {role: ¦wachten}\n\ninterrupts:\n",
        'E618 role: "wachten" has to be of the type choice',
    ),
    (
        "        save: vrij\n",
        "        save: ¦vrj\n",
        f'E301 save: "vrj" is not declared in vars; did you mean "vrij" {key("  vrij: {type")}?',
    ),
    (
        "'land == \"be\" and not vrij'",
        "'land == \"be\" and not ¦vrj'",
        f'E301 when: "vrj" is not declared in vars; did you mean "vrij" {key("  vrij: {type")}?',
    ),
    (
        "'land == \"be\" and not vrij'",
        "'land == ¦be and not vrij'",
        'E301 when: "be" is not declared in vars; an answer stands in quotes: "be"',
    ),
    ("'land == \"be\" and not vrij'", "'land == \"be\" ¦xor vrij'", 'E302 when: expected nothing more, found "xor"'),
    ("'land == \"be\" and not vrij'", 'land ¦= "be"', 'E302 when: "=": is equal to is "=="'),
    ("'land == \"be\" and not vrij'", '¦"land = \\"be\\""', 'E302 when: "=": is equal to is "==" (character 6)'),
    (
        "'land == \"be\" and not vrij'",
        "'land == ¦\"bee\" and not vrij'",
        'E303 when: "land" is never "bee"; it is one of nl, be, anders',
    ),
    ("'vrij and wachten >= 30'", "'¦wachten'", "E303 urgent: a condition is true or false; this is a whole number"),
    ("value: 15,", "value: ¦75,", 'E303 value: "75" does not fit "wachten": it is at most 60'),
    (
        "value: anders,",
        "value: ¦ander,",
        'E303 value: "ander" does not fit "land": it is one of nl, be, anders; did you mean "anders"?',
    ),
    (
        "{id: nl, label",
        "{id: ¦nederland, label",
        'E303 id: "nederland" does not fit "land": it is one of nl, be, anders',
    ),
    ("set: {vrij: true,", "set: {vrij: ¦3,", 'E303 vrij: "3" does not fit "vrij": it holds true or false'),
    ("set: {vrij: true,", "set: {vrij: true, rol: ¦3,", 'E301 rol: "rol" is not declared in vars'),
    ("set: {vrij: true,", "set: {vrij: true, naam: ¦[a],", "E006 naam: expected a text, a whole number, true or false"),
    (
        "        save: naam\n",
        "        save: ¦land\n",
        'E303 save: "land" cannot hold what is asked for here; declare it as {type: text}',
    ),
    ("card: [land, vrij]", "card: [land, ¦rol]", 'E301 card: "rol" is not declared in vars'),
    (
        "may_write_minutes: wachten",
        "may_write_minutes: ¦vrij",
        'E303 may_write_minutes: "vrij" is no whole number; it holds minutes',
    ),
]


@pytest.mark.parametrize(("old", "new", "expected"), [*HEAD_FAULTS, *GRAPH_FAULTS, *VALUE_FAULTS])
def test_a_fault_of_the_flows_is_found_at_its_place(old: str, new: str, expected: str) -> None:
    """One fault in, one finding out, with line, column and cure."""
    check_fault("flows.yaml", old, new, expected)


def test_a_circle_that_nobody_can_leave_is_found_once() -> None:
    """A ring of nodes without a question is told as unreachable, endless and without a way out."""
    ring = "  kring:\n    entry: a\n    nodes:\n"
    ring += "      a: {set: {vrij: true}, next: b}\n      b: {set: {vrij: false}, next: a}\n"
    findings = faults_of("flows.yaml", FLOWS.replace(RUST, RUST + ring))

    assert [(finding.code, finding.what) for finding in findings] == [
        ("E204", "kring: nothing leads to this flow"),
        ("E208", "a: this goes round for ever without waiting: kring.a → kring.b → kring.a"),
        ("E209", "a: from here no way leads to an end or to a human"),
    ]


def test_a_question_that_leads_only_to_itself_has_no_way_out() -> None:
    """A loop with a wait is no endless loop, but a trap all the same."""
    text = FLOWS.replace("fr: Retour}, next: klaar}", "fr: Retour}, next: eerst}").replace(
        "next: start.land}\n      tussen:\n        call: tips\n        next: klaar",
        "next: eerst}\n      tussen:\n        call: tips\n        next: eerst",
    )
    findings = faults_of("flows.yaml", text)

    assert [(finding.code, finding.what) for finding in findings if finding.code != "E204"] == [
        ("E209", "eerst: from here no way leads to an end or to a human")
    ]


def test_a_call_that_comes_back_at_once_is_part_of_a_loop() -> None:
    """A flow that never waits is walked through: calling it again and again never ends."""
    text = FLOWS.replace("        call: tips\n        next: klaar\n", "        call: tips\n        next: tussen\n")
    findings = faults_of("flows.yaml", text)

    assert [finding.what for finding in findings if finding.code == "E208"] == [
        "tussen: this goes round for ever without waiting: lezen.tussen → lezen.tussen"
    ]


def test_a_desk_that_is_asked_again_at_once_is_a_loop() -> None:
    """Nobody there leads to the same question to the desk: that would never end."""
    text = FLOWS.replace(
        "on: {waiting: wacht, no_staff: geen, closed: na}", "on: {waiting: wacht, no_staff: rij_dicht, closed: na}"
    )

    assert [finding.code for finding in faults_of("flows.yaml", text)] == ["E208"]


def test_a_flow_that_never_waits_and_never_ends_is_no_way_through() -> None:
    """A call into a ring does not come back, so it is told as one ring."""
    text = FLOWS.replace(
        '        say: {nl: "Een tip", en: "A tip", fr: "Un conseil"}\n        next: klaar\n',
        "        call: tips\n        next: klaar\n",
    )

    assert [finding.what for finding in faults_of("flows.yaml", text) if finding.code == "E208"] == [
        "tip: this goes round for ever without waiting: tips.tip → tips.tip"
    ]
