"""Every fault by its code and its exact place; the place is marked with ¦ in what is written into the file."""

import pytest

from bot.errors import ContentError
from bot.flows.bundle import compile_bundle
from bot.flows.format.findings import MOST_FINDINGS, FaultyContent, Finding, shown
from bot.flows.format.node_schema import SayNode
from bot.flows.format.reading import MOST_FAULTS
from tests.unit.flows.small import CRISIS, FLOWS, HELPLINES, SOURCES, WORDING

PLACE = "¦"
RUST = "      rust:\n        end: {}\n"
TIP = 'say: {nl: "Een tip", en: "A tip", fr: "Un conseil"}'
KEYS_OF_SAY = ", ".join(field.alias or name for name, field in SayNode.model_fields.items())
OPTION = "{id: terug, label: {nl: Terug, en: Back, fr: Retour}, next: klaar}"


def faults_of(file: str, text: str) -> tuple[Finding, ...]:
    """Compile the small conversation with one file replaced; returns what is wrong with it."""
    with pytest.raises(FaultyContent) as caught:
        compile_bundle({**SOURCES, file: text})
    return caught.value.findings


def place_of(text: str, piece: str) -> tuple[int, int]:
    """Return line and column of the first letter of a piece that stands in a text once."""
    assert text.count(piece) == 1, f"{piece!r} stands {text.count(piece)} times"
    before = text[: text.index(piece) + len(piece) - len(piece.lstrip())]
    return before.count("\n") + 1, len(before) - before.rfind("\n")


def key(piece: str) -> str:
    """Return the place of a piece of the small flows as messages write it."""
    line, column = place_of(FLOWS, piece)
    return f"({line}:{column})"


def check_fault(file: str, old: str, new: str, expected: str) -> None:
    """Exactly this one fault is found: at the mark in `new`, or at the words that `expected` begins with."""
    text = SOURCES[file]
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times"
    text = text.replace(old, new)
    if PLACE in text:
        line, column = place_of(text, PLACE)
        text = text.replace(PLACE, "")
    else:
        at, _, expected = expected.partition(" >> ")
        line, column = place_of(text, at)

    assert [str(finding) for finding in faults_of(file, text)] == [f"{file}:{line}:{column}: {expected}"]


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
]

GRAPH_FAULTS += [
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

GREETING = "say: {nl: Dag, en: Hello, fr: Salut}"
BACK = "{nl: Terug, en: Back, fr: Retour}"
TEXT_FAULTS = [
    (GREETING, "say: ¦{nl: Dag, en: Hello}", 'E402 say: there is no "fr" text'),
    ("{nl: Meer, en: More, fr: Plus}", "¦{nl: Meer, en: More}", 'E402 label: there is no "fr" text'),
    (
        GREETING,
        "say: {nl: Dag, en: Hello, fr: Salut, ¦de: Tag}",
        'E401 de: "de" is none of the languages of this bundle: nl, en, fr',
    ),
    (
        "say: {nl: Dag, en: Hello, fr: Salut}",
        "say: {nl: Dag, en: Hello, fr: Salut, ¦nxt: vrij}",
        (
            'E401 nxt: "nxt" is none of the languages of this bundle: nl, en, fr; '
            "is it a key of the node? then indent it less"
        ),
    ),
    (
        GREETING,
        'say: {nl: "Dag ¦{naam}", en: Hello, fr: Salut}',
        (
            'E309 nl: "{naam}" would be shown as it stands; '
            "facts are {card}, {kept}, {phrase_works}, {phrase_kept}, {talk_kept}, {block_kept}, {asked_first}, "
            "{deletable}, {vanish}, {vanish_latest}, {silence}, {window}; and {opens} and {shown}, "
            "in what a node says or asks"
        ),
    ),
    (GREETING, 'say: {nl: ¦" ", en: Hello, fr: Salut}', "E007 nl: the text is empty"),
    (GREETING, "say: ¦Dag", "E006 say: expected a map, as {nl: …, en: …, fr: …}, found a text"),
    (GREETING, "say: ¦[Dag]", "E006 say: expected a map, as {nl: …, en: …, fr: …}, found a list"),
    (GREETING, "say: ¦{}", "E007 say: is empty"),
    (
        GREETING,
        "say: {nl: ¦22:30, en: Hello, fr: Salut}",
        'E003 nl: YAML reads 22:30 as a number of minutes or seconds; put it in quotes: "22:30"',
    ),
    (GREETING, "say: {nl: ¦112, en: Hello, fr: Salut}", 'E003 nl: YAML reads 112 as a number; put it in quotes: "112"'),
    (
        GREETING,
        "say: {nl: ¦true, en: Hello, fr: Salut}",
        'E003 nl: YAML reads true as true or false; put it in quotes: "true"',
    ),
    (
        'en: "Yes", fr: Oui}, value: true',
        "en: ¦Yes, fr: Oui}, value: true",
        'E003 en: YAML reads Yes as true; put it in quotes: "Yes"',
    ),
    ("title: Begin", "title: ¦~", "E007 title: is empty"),
    ("title: Begin", "title: ¦{nl: Begin}", "E006 title: expected a text, found a map"),
    (GREETING, f"{GREETING}\n        ¦lnies: [nood]", 'E004 "lnies" is no key here; did you mean "lines"?'),
    (
        GREETING,
        f"{GREETING}\n        ¦xyz: 1",
        f'E004 "xyz" is no key here; known are {KEYS_OF_SAY}',
    ),
    (GREETING, f"{GREETING}\n        ¦ask: {{}}", 'E004 a node is of one kind; this one is "say" and "ask"'),
    ("{id: be, label: {nl: België", "{id: ¦nl, label: {nl: België", 'E104 id: "nl" is the id of option 1 already'),
    (BACK, '{nl: ¦"meer!", en: Back, fr: Retour}', 'E104 nl: "meer!" reads like the label of option 1'),
    (
        BACK,
        '{nl: Terug, en: ¦"3", fr: Retour}',
        'E503 en: "3" typed as an answer is option 3, not this one; use words, or move it there',
    ),
    ("{id: goed, label", "¦{label", 'E005 options: "id" is missing'),
]

WORD_FAULTS = [
    (
        "    words_file: crisis.yaml\n",
        "    words_file: crisis.yaml\n    words: {nl: [sos]}\n",
        'crisis:\n    words >> E005 crisis: an interrupt has one of "words", "words_file" or "hunch"',
    ),
    (
        'en: [human], fr: [humain, "parler à quelqu\'un"]',
        "en: [human]",
        'words: {nl: [mens >> E410 words: there are no words in "fr"',
    ),
    ("en: [help],", "en: [¦Human],", 'E602 en: "human" is a word of "mens" already'),
    ("en: [help],", 'en: [¦"112"],', 'E602 en: "112" is a number, and a number is always the answer to a list'),
    ("en: [help],", "en: [help], ¦de: [hilfe],", "E401 de: none of the languages of this bundle"),
    (
        BACK,
        "{nl: Terug, en: ¦Help, fr: Retour}",
        'E602 en: "Help" typed as an answer is the word for "hulp"; call the option something else',
    ),
    (
        OPTION,
        OPTION.replace("{id", "{words: {nl: [¦mens]}, id", 1),
        'E602 nl: "mens" is the word for "mens", which acts everywhere',
    ),
    (
        OPTION,
        OPTION.replace("{id", "{words: {en: [¦Stop]}, id", 1),
        'E602 en: "Stop" is the word for "stop", which acts everywhere',
    ),
    (
        OPTION,
        OPTION.replace("{id", "{words: {en: [¦'3']}, id", 1),
        'E602 en: "3" is a number, and a number is always the answer to a list',
    ),
    (
        OPTION,
        OPTION.replace("{id", "{words: {nl: [later]}, id", 1)
        + "\n          - {id: weg, label: {nl: Weg, en: Far, fr: Loin}, words: {en: [¦Later]}, next: klaar}",
        'E602 en: "Later" is a word of the option "terug" already',
    ),
    ("    locked: true\n", "", 'crisis:\n    words >> E601 crisis: it needs "locked: true": nothing may switch it off'),
    (
        "    locked: true\n",
        "    locked: true\n    resume: false\n",
        (
            'crisis:\n    words >> E601 crisis: it is a "call" with "resume: true": '
            "the person comes back to where they were"
        ),
    ),
    (
        "words_file: crisis.yaml",
        "words_file: ¦krisis.yaml",
        'E008 words_file: "krisis.yaml" is not there; write crisis.yaml',
    ),
    (
        "    do: wipe\n",
        "    do: wipe\n    goto: start.dag\n",
        'stop:\n >> E005 stop: an interrupt does one thing: "do", "goto" or "call"',
    ),
    (
        "do: language, language: en",
        "do: language",
        'english: >> E005 english: "do: language" and "language" go together',
    ),
    (
        "do: language, language: en",
        "do: language, language: ¦de",
        'E401 language: "de" is none of the languages of this bundle',
    ),
    ("do: language, language: en", "do: wipe", 'english: >> E601 english: "stop" wipes, and nothing else does'),
    ("goto: mens.start", "call: mens", 'mens:\n    words >> E601 mens: the way to a human is a "goto"'),
    (
        "lines: [nood, luister, oud]",
        "lines: [nood, ¦luisteren, oud]",
        'E605 lines: "luisteren" is no help line; did you mean "luister"?',
    ),
    (
        "        lines: [nood]\n",
        "",
        (
            "crisis:\n    entry >> E603 crisis: the first answer has no emergency number; show a line with "
            '"always: true", or write 112'
        ),
    ),
]

DAG = "say: {nl: Dag, en: Hello, fr: Salut}"
IETS_LEZEN = '- {id: lezen, label: {nl: "Iets lezen"'
SAYING_FAULTS = [
    (DAG, DAG + "\n        ¦most: 2", 'E004 most: it goes with "list"'),
    (DAG, DAG + "\n        list: ¦[]", "E007 list: is empty"),
    (DAG, DAG + "\n        list: [{text: ¦{nl: a, en: b}}]", 'E402 text: there is no "fr" text'),
    (
        DAG,
        DAG + "\n        list: [{when: ¦land, text: {nl: a, en: b, fr: c}}]",
        "E303 when: a condition is true or false; this is a text",
    ),
    (
        DAG,
        DAG + "\n        channels: {¦sms: {say: {nl: a, en: b, fr: c}}}",
        "E004 \"sms\" is no key here; known are 'telegram', 'signal', 'webchat', 'terminal'",
    ),
    (DAG, DAG + "\n        channels: {signal: {say: ¦{nl: a, en: b}}}", 'E402 say: there is no "fr" text'),
    (
        DAG,
        DAG + "\n        channels: {signal: {say: {nl: a, en: b, fr: c}, ¦ask: {nl: a, en: b, fr: c}}}",
        'E004 "ask" is no key here; known are say',
    ),
    (
        "lines: [nood, luister, oud]",
        "lines: {need: ¦geldd}",
        'E605 need: "geldd" is none of the needs in helplines.yaml',
    ),
    (
        "lines: [nood, luister, oud]",
        "lines: {¦neeed: geld}",
        'E004 "neeed" is no key here; did you mean "need"?',
    ),
    ("lines: [nood, luister, oud]", "lines: ¦3", "E006 lines: expected a list, found a number"),
    (
        "\n          - {id: goed, label",
        "\n          - {id: goed, when: vrij, label",
        (
            "        options:\n          - {id: goed >> E202 options: "
            'each has a "when", so all of them could be hidden; leave one without'
        ),
    ),
    (
        IETS_LEZEN,
        '- {when: ¦chanel == "signal", id: lezen, label: {nl: "Iets lezen"',
        'E301 when: "chanel" is not declared in vars; did you mean "channel"?',
    ),
    (
        IETS_LEZEN,
        '- {when: channel == ¦"sms", id: lezen, label: {nl: "Iets lezen"',
        'E303 when: "channel" is never "sms"; it is one of telegram, signal, webchat, terminal',
    ),
    (
        "  wachten: {type: int, min: 0, max: 60}",
        "  wachten: {type: int, min: 0, max: 60}\n  ¦channel: {type: text}",
        "E105 channel: this is always there, as a word in conditions; choose another name",
    ),
    (
        "set: {vrij: true, wachten: 30}",
        "set: {vrij: true, wachten: 30, language: ¦nl}",
        'E301 language: "language" is always there; nothing sets it, and no card needs it',
    ),
]

ALL = [*HEAD_FAULTS, *SAYING_FAULTS, *GRAPH_FAULTS, *VALUE_FAULTS, *TEXT_FAULTS, *WORD_FAULTS]


@pytest.mark.parametrize(("old", "new", "expected"), ALL)
def test_a_fault_of_the_flows_is_found_at_its_place(old: str, new: str, expected: str) -> None:
    """One fault in, one finding out, with line, column and cure."""
    check_fault("flows.yaml", old, new, expected)


CONTENT_FAULTS = [
    (
        "crisis.yaml",
        '[suicide, "can\'t go on"]',
        '[suicide, ¦"113"]',
        'E602 en: "113" is a number, and a number is always the answer to a list',
    ),
    (
        "crisis.yaml",
        '[suicide, "can\'t go on"]',
        "\n    - suicide\n    - ¦can't: go on",
        'E006 en: expected a text, found a map; a text with ": " in it needs quotes',
    ),
    ("crisis.yaml", '[suicide, "can\'t go on"]', '[suicide, ¦"?!"]', 'E007 en: "?!" has no word in it'),
    ("crisis.yaml", '[suicide, "can\'t go on"]', '[suicide, ¦" "]', "E007 en: the text is empty"),
    ("crisis.yaml", '[suicide, "can\'t go on"]', "¦suicide", "E006 en: expected a list, found a text"),
    ("crisis.yaml", '  en: [suicide, "can\'t go on"]\n', "", 'phrases: >> E410 phrases: there are no phrases in "en"'),
    (
        "crisis.yaml",
        '  nl: ["dood moe"]',
        '  nl: ["dood moe"]\n  ¦de: [todmüde]',
        "E401 de: none of the languages of this bundle: nl, en, fr",
    ),
    (
        "helplines.yaml",
        'number: "088 0767 000"',
        "number: ¦0880767000",
        (
            "E003 number: YAML reads 0880767000 as a number, without the zero in front or in base 8; "
            'put it in quotes: "0880767000"'
        ),
    ),
    (
        "helplines.yaml",
        'number: "088 0767 000"',
        "number: ¦880767000",
        'E003 number: YAML reads 880767000 as a number; put it in quotes: "880767000"',
    ),
    (
        "helplines.yaml",
        'number: "088 0767 000"',
        'number: ¦"bel ons"',
        'E605 number: "bel ons" can\'t be dialled; write digits with spaces or hyphens, such as "0800-2000"',
    ),
    (
        "helplines.yaml",
        'number: "088 0767 000"',
        'number: ¦"1"',
        'E605 number: "1" can\'t be dialled; write digits with spaces or hyphens, such as "0800-2000"',
    ),
    ("helplines.yaml", "    url: nieuw.be\n", "", 'nieuw:\n >> E605 nieuw: a line needs a "number" or a "url"'),
    (
        "helplines.yaml",
        "valid_until: 2026-03-01",
        "valid_until: ¦2025-03-01",
        "E605 valid_until: this day lies before the last check",
    ),
    (
        "helplines.yaml",
        "valid_until: 2026-03-01",
        "valid_until: ¦2029-03-01",
        "E605 valid_until: 1155 days after the last check; at most 400, then somebody has to look again",
    ),
    (
        "helplines.yaml",
        "valid_until: 2026-03-01",
        "valid_until: ¦volgend jaar",
        "E006 valid_until: expected a date such as 2026-11-22",
    ),
    (
        "helplines.yaml",
        "valid_until: 2026-03-01",
        "valid_until: ¦2026",
        "E006 valid_until: does not fit: Input should be a valid date",
    ),
    (
        "helplines.yaml",
        "fallback: nieuw",
        "fallback: ¦nieuws",
        'E605 fallback: "nieuws" is no help line; did you mean "nieuw" (39:3)?',
    ),
    ("helplines.yaml", "fallback: nieuw", "fallback: ¦oud", "E605 fallback: a line can't take its own place"),
    (
        "helplines.yaml",
        'on_bill: "yes"',
        "on_bill: ¦yes",
        'E003 on_bill: YAML reads yes as true; put it in quotes: "yes"',
    ),
    (
        "helplines.yaml",
        'on_bill: "yes"',
        "on_bill: ¦true",
        "E003 on_bill: expected 'no', 'yes' or 'unknown', in quotes; found true or false",
    ),
    (
        "helplines.yaml",
        "hours: {nl: dag en nacht, en: day and night, fr: jour et nuit}",
        "hours: ¦{nl: dag en nacht, en: day and night}",
        'E402 hours: there is no "fr" text',
    ),
    ("helplines.yaml", "    countries: [nl]\n", "    countries: [¦de]\n", 'E605 countries: "de" is none of nl, be'),
    (
        "helplines.yaml",
        "    countries: [nl]\n",
        "    countries: [nl]\n    needs: [¦geld]\n",
        'E605 needs: "geld" is none of the needs above',
    ),
    ("helplines.yaml", "lines:\n", "needs: [¦geld]\nlines:\n", 'E605 needs: no line for everybody helps with "geld"'),
    (
        "helplines.yaml",
        "    countries: [nl]\n",
        "    countries: [nl]\n    roles: [¦jong]\n",
        'E605 roles: "jong" is no value of the variable "rol"',
    ),
]


@pytest.mark.parametrize(("file", "old", "new", "expected"), CONTENT_FAULTS)
def test_a_fault_of_the_content_is_found_at_its_place(file: str, old: str, new: str, expected: str) -> None:
    """Crisis phrases, help lines and wording are checked in the same run."""
    check_fault(file, old, new, expected)


def test_the_emergency_number_has_to_be_there_always() -> None:
    """A directory without 112, or with one that can expire, is refused."""
    findings = faults_of("helplines.yaml", HELPLINES.replace("    always: true\n", ""))

    assert ("E605", 'lines: no line has the number "112" and "always: true"') in [
        (finding.code, finding.what) for finding in findings
    ]


def test_missing_wording_is_named() -> None:
    """The bot never lacks words of its own."""
    text = WORDING.replace("  lost:", "  lots:")

    assert [str(finding) for finding in faults_of("wording.yaml", text)] == [
        'wording.yaml:2:1: E005 texts: "lost" is missing'
    ]


def test_a_language_without_words_is_missed_and_a_strange_one_refused() -> None:
    """Both sides of a swapped language code are told."""
    text = CRISIS.replace("  fr: [", "  de: [")

    assert [(finding.line, finding.column, finding.code) for finding in faults_of("crisis.yaml", text)] == [
        (2, 1, "E410"),
        (5, 3, "E401"),
    ]


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


def test_a_crisis_flow_without_a_way_to_a_human_is_refused() -> None:
    """Numbers alone are not enough."""
    text = FLOWS.replace("next: mens.dringend}", "next: klaar}")

    assert ("E603", "crisis: from here no way leads to a human") in [
        (finding.code, finding.what) for finding in faults_of("flows.yaml", text)
    ]


def test_the_emergency_number_may_stand_in_the_text_itself() -> None:
    """In every language, in the text or in the first question."""
    said = FLOWS.replace('"Je bent niet alleen"', '"Bel 112"').replace('"You are not alone"', '"Call 112"')
    said = said.replace('"Vous n\'êtes pas seul"', '"Appelez le 112"').replace("        lines: [nood]\n", "")
    asked = FLOWS.replace('"Klopt dat?"', '"112. Klopt dat?"').replace('"Is that so?"', '"112. Is that so?"')
    asked = asked.replace('"C\'est bien ça ?"', '"112. C\'est bien ça ?"').replace("        lines: [nood]\n", "")

    assert compile_bundle({**SOURCES, "flows.yaml": said}).entry == "start.welkom"
    assert compile_bundle({**SOURCES, "flows.yaml": asked}).entry == "start.welkom"


def test_the_interrupts_that_every_bundle_needs_are_missed() -> None:
    """Without stop, human and crisis nothing is served."""
    start, end = FLOWS.index("interrupts:"), FLOWS.index("flows:\n")
    findings = faults_of("flows.yaml", FLOWS[:start] + FLOWS[end:])

    assert [finding.what for finding in findings if finding.code == "E601"] == [
        f'interrupts: the interrupt "{name}" is missing; no bundle goes without it'
        for name in ("crisis", "mens", "stop")
    ]


def test_a_label_may_be_the_word_that_leads_the_same_way() -> None:
    """An option called like the word for a human is no clash where both go to the same place."""
    text = FLOWS.replace('{nl: "Met iemand praten"', "{nl: Mens")

    assert compile_bundle({**SOURCES, "flows.yaml": text}).entry == "start.welkom"


def test_all_faults_of_all_files_come_in_one_run_by_place() -> None:
    """The editor goes through the list once."""
    flows = (
        FLOWS.replace("next: vrij\n", "next: vrjj\n")
        .replace(", fr: Salut}", "}")
        .replace("save: naam\n", "save: nam\n")
    )
    flows += "      klaar: {end: {}}\n"
    sources = {
        "flows.yaml": flows,
        "content/crisis.yaml": CRISIS.replace("schema", "shema"),
        "helplines.yaml": "\tlines: {}\n",
        "extra.yaml": "a: 1\n",
    }
    with pytest.raises(FaultyContent) as caught:
        compile_bundle(sources)

    places = [(finding.file, finding.code) for finding in caught.value.findings]
    assert places == [
        ("content/crisis.yaml", "E004"),
        ("extra.yaml", "E008"),
        ("flows.yaml", "E402"),
        ("flows.yaml", "E203"),
        ("flows.yaml", "E301"),
        ("flows.yaml", "E103"),
        ("helplines.yaml", "E001"),
        ("wording.yaml", "E008"),
    ]
    assert caught.value.findings == tuple(sorted(caught.value.findings))
    assert str(caught.value).splitlines() == [str(finding) for finding in caught.value.findings]
    assert isinstance(caught.value, ContentError)
    assert caught.value.where == "content/crisis.yaml:1:1"


def test_a_misspelt_key_is_told_once() -> None:
    """Its right name is not missed as well, and what follows from it is not told."""
    text = FLOWS.replace("options:\n          - {id: goed", "optoins:\n          - {id: goed")

    assert [finding.what for finding in faults_of("flows.yaml", text)] == [
        '"optoins" is no key here; did you mean "options"?'
    ]


def test_a_broken_node_is_a_node_all_the_same() -> None:
    """What leads to it is not told to lead nowhere, and what it leads to is not told to be lost."""
    text = FLOWS.replace('say: {nl: "Een tip", en: "A tip", fr: "Un conseil"}', "say: 3")

    assert [finding.code for finding in faults_of("flows.yaml", text)] == ["E006"]


def test_a_node_that_is_broken_in_two_ways_is_told_twice() -> None:
    """Both faults stand, and neither hides the other."""
    text = FLOWS.replace('say: {nl: "Een tip", en: "A tip", fr: "Un conseil"}', "say: 3\n        xyz: 1")

    assert [finding.code for finding in faults_of("flows.yaml", text)] == ["E006", "E004"]


def test_a_broken_variable_is_told_once() -> None:
    """Its uses are not told to be undeclared."""
    text = FLOWS.replace("vrij: {type: bool, ", "vrij: {type: boel, ")

    assert [finding.code for finding in faults_of("flows.yaml", text)] == ["E006"]


def test_a_file_that_is_no_map_is_told() -> None:
    """A list is not the format, and nothing else is said about it."""
    for text, found in (("- a\n", "a list"), ("hallo\n", "a text"), ("3\n", "a number"), ("true\n", "true or false")):
        assert [finding.what for finding in faults_of("flows.yaml", text)] == [f"expected a map, found {found}"]


def test_rubbish_does_not_fill_the_memory_with_complaints() -> None:
    """There is a last finding."""
    text = FLOWS + "".join(f"fout{number}: 1\n" for number in range(2 * MOST_FAULTS))
    more = FLOWS + "".join(f"fout{number}: 07\n" for number in range(2 * MOST_FINDINGS))

    assert len(faults_of("flows.yaml", text)) == MOST_FAULTS
    assert len(faults_of("flows.yaml", more)) == MOST_FINDINGS


def test_a_long_word_is_quoted_short() -> None:
    """A message stays a line."""
    assert shown("a" * 100) == f'"{"a" * 60}…"'
    assert shown("a\nb") == '"a b"'


def test_a_language_that_nobody_here_speaks_is_refused() -> None:
    """Only languages that the program knows can be required."""
    text = FLOWS.replace("required: [nl, en, fr]", "required: [nl, en, fr, de]")

    assert [str(finding) for finding in faults_of("flows.yaml", text)] == [
        'flows.yaml:3:49: E401 required: "de" is none of nl, en, fr'
    ]


def test_phrases_that_are_only_looked_for_belong_to_the_crisis() -> None:
    """No other interrupt may act on parts of a message."""
    text = FLOWS.replace('words: {nl: [hulp, "?"], en: [help], fr: [aide]}', "words_file: crisis.yaml")

    assert [finding.what for finding in faults_of("flows.yaml", text)] == [
        'hulp: "crisis" has "words_file: crisis.yaml", and nothing else has'
    ]


def test_a_crisis_that_leads_nowhere_is_told_once() -> None:
    """A flow that is missing, or has no beginning, is not blamed for its contents."""
    gone = FLOWS.replace("    call: crisis\n", "    call: nergens\n")
    headless = FLOWS.replace("  crisis:\n    entry: nu\n", "  crisis:\n    entry: qqq\n")

    assert "E603" not in {finding.code for finding in faults_of("flows.yaml", gone)}
    assert [finding.code for finding in faults_of("flows.yaml", headless)] == ["E201"]


def test_a_crisis_flow_that_only_decides_shows_no_number() -> None:
    """What depends on an answer is not sure to be said."""
    old = "        lines: [nood]\n        next: vraag\n"
    text = FLOWS.replace(
        "      nu:\n        say:", "      nu:\n        set: {vrij: true}\n        next: zeg\n      zeg:\n        say:"
    )
    assert faults_of("flows.yaml", text.replace(old, "        next: vraag\n"))[0].code == "E603"

    branch = "      nu:\n        branch: [{when: vrij, next: zeg}, {else: true, next: vraag}]\n      zeg:\n        say:"
    assert faults_of("flows.yaml", FLOWS.replace("      nu:\n        say:", branch))[0].code == "E603"

    each = branch.replace("vraag}", "anders}").replace(
        "zeg:", f"anders:\n        say: {BEL}\n        next: vraag\n      zeg:"
    )
    compile_bundle({**SOURCES, "flows.yaml": FLOWS.replace("      nu:\n        say:", each)})


@pytest.mark.parametrize("word", ["stop", "hulp", "12", "jawel"])
def test_a_word_that_means_the_same_as_others_means_nothing_else(word: str) -> None:
    """No word that acts everywhere, no number, and none of another group."""
    alike = f'alike: {{ja: {{nl: [jawel]}}, nee: {{nl: ["{word}", nope]}}}}\n'

    assert [finding.code for finding in faults_of("wording.yaml", WORDING + alike)] == ["E602"]


@pytest.mark.parametrize("asides", ["{groot: lost}", "{groet: losst}"], ids=["no such words", "no such text"])
def test_an_answer_to_a_greeting_names_words_and_a_text_that_there_are(asides: str) -> None:
    """What is misspelt is named, with what was meant."""
    groups = "alike: {groet: {nl: [goeiedag], en: [good day], fr: [bonjour]}}\n"
    compile_bundle({**SOURCES, "wording.yaml": f"{WORDING}{groups}asides: {{groet: lost}}\n"})

    found = faults_of("wording.yaml", f"{WORDING}{groups}asides: {asides}\n")
    assert [finding.code for finding in found] == ["E203"]
    assert "did you mean" in str(found[0])


BEL = '{nl: "Bel 112", en: "Call 112", fr: "Appelez le 112"}'
SIGNS = "signs: {zelf: {nl: [dood]}, ander: {nl: [slaat]}}\n"


@pytest.mark.parametrize(
    ("declared", "saved_by", "code"),
    [
        ("tekens: {type: set, values: [zelf]}", "crisis", "E303"),
        ("tekens: {type: set, values: [ander, zelf]}", "crisis", "E303"),
        ("tekens: {type: choice, values: [zelf, ander]}", "crisis", "E303"),
        ("andere: {type: bool}", "crisis", "E301"),
        ("tekens: {type: set, values: [zelf, ander]}", "hulp", "E601"),
    ],
)
def test_what_a_text_is_about_is_kept_whole_or_not_at_all(declared: str, saved_by: str, code: str) -> None:
    """In a set of exactly the signs there are, by who hears need."""
    key = "    words_file: crisis.yaml\n" if saved_by == "crisis" else "    call: uitleg\n"
    flows = FLOWS.replace("vars:\n", f"vars:\n  {declared}\n", 1).replace(key, f"{key}    save: tekens\n")
    with pytest.raises(FaultyContent) as caught:
        compile_bundle({**SOURCES, "flows.yaml": flows, "crisis.yaml": CRISIS + SIGNS})
    assert code in {finding.code for finding in caught.value.findings}


def test_without_help_lines_the_rest_is_checked() -> None:
    """A broken directory hides nothing else, and is not blamed twice."""
    findings = faults_of("helplines.yaml", "schema: 1\nlines: 3\n")

    assert [finding.code for finding in findings] == ["E006"]


def test_a_flow_that_never_waits_and_never_ends_is_no_way_through() -> None:
    """A call into a ring does not come back, so it is told as one ring."""
    text = FLOWS.replace(
        '        say: {nl: "Een tip", en: "A tip", fr: "Un conseil"}\n        next: klaar\n',
        "        call: tips\n        next: klaar\n",
    )

    assert [finding.what for finding in faults_of("flows.yaml", text) if finding.code == "E208"] == [
        "tip: this goes round for ever without waiting: tips.tip → tips.tip"
    ]
