"""Flows in files of their own: one conversation for the person, each fault in the file where it stands."""

import pytest

from bot.flows.bundle import Bundle, compile_bundle
from bot.flows.format.findings import FaultyContent
from tests.unit.flows.small import FLOWS, SOURCES, Person

MORE = """\
schema: 1
vars:
  kleur: {type: choice, values: [rood, blauw]}
flows:
  kleuren:
    entry: vraag
    nodes:
      vraag:
        ask: {nl: "Welke kleur?", en: "Which colour?", fr: "Quelle couleur ?"}
        save: kleur
        options:
          - {id: rood, label: {nl: Rood, en: Red, fr: Rouge}, next: start.menu}
          - {id: blauw, label: {nl: Blauw, en: Blue, fr: Bleu}, call: tips, next: klaar}
      klaar: {end: {}}
"""
HEAD = "bundle: klein\nincludes: [kleuren.yaml]\n"
MAIN = FLOWS.replace("bundle: klein\n", HEAD).replace("call: lezen, next: menu}", "call: kleuren, next: menu}")
MAIN = MAIN.replace(
    "next: verder\n      verder", "next: anders\n      anders:\n        call: lezen\n        next: verder\n      verder"
)


def compiled(more: str = MORE, main: str = MAIN, *, name: str = "flows/kleuren.yaml") -> Bundle:
    """Compile the small conversation with one more file."""
    return compile_bundle({**SOURCES, "flows.yaml": main, name: more})


def faults(more: str = MORE, main: str = MAIN, *, name: str = "flows/kleuren.yaml") -> list[str]:
    """Return what is wrong with it, by place."""
    with pytest.raises(FaultyContent) as caught:
        compiled(more, main, name=name)
    return list(map(str, caught.value.findings))


def test_flows_of_many_files_are_one_conversation() -> None:
    """A person goes from file to file and notices nothing."""
    person = Person(compiled()).starts().says("ja", "iets lezen")
    assert person.node == "kleuren.vraag"

    person.says("blauw")

    assert person.node == "start.menu"
    assert person.conversation.vars["kleur"] == "blauw"


def test_where_a_flow_is_written_means_nothing() -> None:
    """The name of a bundle is that of its meaning, and a change in any file is a change."""
    text, rest = MORE.partition("flows:\n")[::2]
    moved = MAIN.replace("includes: [kleuren.yaml]\n", "includes: [kleuren.yaml, leeg.yaml]\n")
    same = compile_bundle(
        {**SOURCES, "flows.yaml": moved, "flows/leeg.yaml": "schema: 1\n", "x/flows/kleuren.yaml": MORE}
    )

    assert rest
    assert text
    assert same.hash == compiled().hash
    assert compiled(MORE.replace("Rood", "Roze")).hash != compiled().hash


def place(text: str, piece: str) -> str:
    """Return line and column of the first letter of a piece that stands in a text once."""
    assert text.count(piece) == 1
    before = text[: text.index(piece) + len(piece) - len(piece.lstrip())]
    return f"{before.count(chr(10)) + 1}:{len(before) - before.rfind(chr(10))}"


TIPS = f"flows.yaml:{place(MAIN, '  tips:' + chr(10))}"
LAND = f"flows.yaml:{place(MAIN, '  land: {type')}"
KLAAR = f"flows/kleuren.yaml:{place(MORE, 'klaar: {')}"
KLEUR = f"flows/kleuren.yaml:{place(MORE, 'kleur: {')}"
FAULTS = [
    (
        "next: klaar}",
        "next: ¦klar}",
        f'E203 next: "klar" is no node of flow "kleuren"; did you mean "klaar" ({KLAAR})?',
    ),
    ("call: tips", "call: ¦tisp", f'E203 call: "tisp" is no flow; did you mean "tips" ({TIPS})?'),
    ("save: kleur", "save: ¦kleuter", f'E301 save: "kleuter" is not declared in vars; did you mean "kleur" ({KLEUR})?'),
    ("id: blauw", "id: ¦groen", 'E303 id: "groen" does not fit "kleur": it is one of rood, blauw'),
    ("label: {nl: Blauw, en: Blue, fr: Bleu}", "label: ¦{nl: Blauw, en: Blue}", 'E402 label: there is no "fr" text'),
    ("schema: 1\n", "schema: 1\n¦bundle: x\n", 'E004 "bundle" is no key here; known are schema, vars, scales, flows'),
    ("schema: 1\n", "schema: 1\n¦flow: {}\n", 'E004 "flow" is no key here; did you mean "flows"?'),
    ("schema: 1\n", "schema: ¦3\n", 'E010 schema: this bot reads version 1 of the format, not "3"'),
    ("  kleur:", "  ¦land: {type: bool}\n  kleur:", f'E102 a second variable "land"; the first stands at {LAND}'),
    ("  kleuren:", "  ¦tips: {}\n  kleuren:", f'E102 a second flow "tips"; the first stands at {TIPS}'),
]


@pytest.mark.parametrize(("old", "new", "expected"), FAULTS)
def test_a_fault_is_told_in_the_file_where_it_stands(old: str, new: str, expected: str) -> None:
    """File, line and column are those of the included file, and other places are named with their file."""
    assert MORE.count(old) == 1
    marked = MORE.replace(old, new)

    found = faults(marked.replace("¦", ""))

    assert found == [f"flows/kleuren.yaml:{place(marked, '¦')}: {expected}"]


@pytest.mark.parametrize(
    ("includes", "expected"),
    [
        (
            "[kleur.yaml]",
            ('flows.yaml:3:12: E008 includes: "kleur.yaml" is not in the folder "flows"; did you mean "kleuren.yaml"?'),
        ),
        ("[kleuren.yaml, kleuren.yaml]", 'flows.yaml:3:26: E008 includes: "kleuren.yaml" stands here twice'),
        ("[kleuren.yaml, qqq]", 'flows.yaml:3:26: E008 includes: "qqq" is not in the folder "flows"'),
        (
            "[kleuren.yaml, ../../x.yml]",
            (
                'flows.yaml:3:26: E008 includes: "../../x.yml" lies outside the folder "flows"'
                "; write the name of a file in it"
            ),
        ),
        ("[]", 'flows/kleuren.yaml:1:1: E008 this file is not used; name it under "includes" in flows.yaml'),
    ],
)
def test_an_include_that_fits_no_file_is_told_once(includes: str, expected: str) -> None:
    """And nothing that follows from it: what leads to its flows is not told to lead nowhere."""
    assert faults(main=MAIN.replace("[kleuren.yaml]", includes)) == [expected]


def test_a_file_that_cannot_be_read_hides_only_what_depends_on_it() -> None:
    """Its own fault is told, those of the other files' shape too, and no way into it is called lost."""
    found = faults("schema: 1\n\tflows: {}\n", MAIN.replace("type: bool", "type: boel"))

    assert [line.partition(" E")[2][:3] for line in found] == ["006", "001"]


def test_a_file_of_flows_may_be_called_like_another_file() -> None:
    """The folder tells them apart."""
    main = MAIN.replace("[kleuren.yaml]", "[crisis.yaml]")

    assert "kleuren.vraag" in compiled(main=main, name="flows/crisis.yaml").nodes
