"""Faults in what the flows say and in the words people type, each by its code and its exact place."""

import pytest

from bot.flows.bundle import compile_bundle
from bot.flows.format.node_schema import SayNode
from tests.unit.flows.faults import OPTION, check_fault, faults_of
from tests.unit.flows.small import FLOWS, SOURCES

KEYS_OF_SAY = ", ".join(field.alias or name for name, field in SayNode.model_fields.items())

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
            "{deletable}, {vanish}, {vanish_latest}, {signal_deletable}, {signal_timer}, {signal_copy}, "
            "{silence}, {window}; "
            "and {opens}, {shown} and {call_at}, "
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

IETS_LEZEN = '- {id: lezen, label: {nl: "Iets lezen"'
SAYING_FAULTS = [
    (GREETING, GREETING + "\n        ¦most: 2", 'E004 most: it goes with "list"'),
    (GREETING, GREETING + "\n        list: ¦[]", "E007 list: is empty"),
    (GREETING, GREETING + "\n        list: [{text: ¦{nl: a, en: b}}]", 'E402 text: there is no "fr" text'),
    (
        GREETING,
        GREETING + "\n        list: [{when: ¦land, text: {nl: a, en: b, fr: c}}]",
        "E303 when: a condition is true or false; this is a text",
    ),
    (
        GREETING,
        GREETING + "\n        channels: {¦sms: {say: {nl: a, en: b, fr: c}}}",
        "E004 \"sms\" is no key here; known are 'telegram', 'signal', 'webchat', 'terminal'",
    ),
    (GREETING, GREETING + "\n        channels: {signal: {say: ¦{nl: a, en: b}}}", 'E402 say: there is no "fr" text'),
    (
        GREETING,
        GREETING + "\n        channels: {signal: {say: {nl: a, en: b, fr: c}, ¦ask: {nl: a, en: b, fr: c}}}",
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


@pytest.mark.parametrize(("old", "new", "expected"), [*SAYING_FAULTS, *TEXT_FAULTS, *WORD_FAULTS])
def test_a_fault_of_a_text_is_found_at_its_place(old: str, new: str, expected: str) -> None:
    """One fault in, one finding out, with line, column and cure."""
    check_fault("flows.yaml", old, new, expected)


def test_a_label_may_be_the_word_that_leads_the_same_way() -> None:
    """An option called like the word for a human is no clash where both go to the same place."""
    text = FLOWS.replace('{nl: "Met iemand praten"', "{nl: Mens")

    assert compile_bundle({**SOURCES, "flows.yaml": text}).entry == "start.welkom"


def test_a_language_that_nobody_here_speaks_is_refused() -> None:
    """Only languages that the program knows can be required."""
    text = FLOWS.replace("required: [nl, en, fr]", "required: [nl, en, fr, de]")

    assert [str(finding) for finding in faults_of("flows.yaml", text)] == [
        'flows.yaml:3:49: E401 required: "de" is none of nl, en, fr'
    ]
