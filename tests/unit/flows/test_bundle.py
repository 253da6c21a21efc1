"""A bundle: named by its meaning, drawn and walked as one graph."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import FrozenInstanceError

import pytest

from bot.flows.bundle import compile_bundle
from bot.flows.draw import Drawing, mermaid
from bot.flows.format.findings import FaultyContent
from bot.flows.format.schema import FlowsFile
from bot.flows.machine import Edge, FlowMachine
from tests.unit.flows.small import FLOWS, SOURCES, Person, changed_bundle, small_bundle


def test_the_hash_names_the_meaning() -> None:
    """Comments, layout, quotes and notes change nothing; a word changes it."""
    same = "# een opmerking\n" + FLOWS.replace("bundle: klein", 'bundle:   "klein"').replace(
        "entry: tip\n", "entry: tip\n    note: voor ons\n"
    )
    other = FLOWS.replace("Een tip", "Een raad")

    assert len(small_bundle().hash) == 32
    assert compile_bundle({**SOURCES, "flows.yaml": same}).hash == small_bundle().hash
    assert compile_bundle({**SOURCES, "flows.yaml": other}).hash != small_bundle().hash


@pytest.mark.parametrize("file", sorted(SOURCES))
def test_every_file_is_part_of_the_hash(file: str) -> None:
    """A number in the help lines is as much of the bundle as a question."""
    old, new = {"flows.yaml": ("Dag", "Hoi"), "crisis.yaml": ("suicide", "suicidal")}.get(file, ("fr: ", "fr: x"))
    changed = {**SOURCES, file: SOURCES[file].replace(old, new, 1).replace('fr: x"', 'fr: "x')}

    assert compile_bundle(changed).hash != small_bundle().hash


def test_a_folder_before_the_name_means_nothing() -> None:
    """The files may be named as they lie."""
    assert compile_bundle({f"bot/content/{name}": text for name, text in SOURCES.items()}).hash == small_bundle().hash


def test_a_bundle_never_changes() -> None:
    """It is shared by all threads."""
    with pytest.raises(FrozenInstanceError):
        small_bundle().entry = "elsewhere"  # type: ignore[misc]


def test_threads_share_a_bundle() -> None:
    """Many conversations at once end where each would have ended alone."""

    def play(number: int) -> str:
        person = Person().starts().says("ja")
        for _ in range(20):
            person.says("iets lezen", "terug")
        return person.says("2" if number % 2 else "een naam").node

    with ThreadPoolExecutor(8) as pool:
        ends = list(pool.map(play, range(64)))

    assert ends == ["start.naam", "start.land"] * 32


def test_wording_is_said_in_the_language_or_in_the_default_one() -> None:
    """A language that is not there is no reason to say nothing."""
    assert small_bundle().say("lost", "en") == "<lost en>"
    assert small_bundle().say("lost", "zz") == "<lost>"


def test_the_machine_follows_exits() -> None:
    """Unknown states and exits lead nowhere, and that is no error."""
    machine = FlowMachine(["a.b", "c.d"], [Edge("a.b", "next", "c.d")], {"interrupt:x": "a.b"})

    assert machine.follow("a.b", "next") == "c.d"
    assert machine.follow("c.d", "next") == ""
    assert machine.follow("c.d", "interrupt:x") == "a.b"
    assert machine.follow("gone", "next") == ""
    assert machine.follow("a.b", "gone") == ""
    assert machine.exits("a.b") == {"next", "interrupt:x"}
    assert machine.exits("gone") == set()


def test_names_in_a_file_are_never_taken_for_code() -> None:
    """An exit called like a function is an exit."""
    machine = FlowMachine(["a.b"], [Edge("a.b", "os.getpid", "a.b")], {})

    assert machine.follow("a.b", "os.getpid") == "a.b"


def test_the_drawing_shows_every_flow_node_and_way() -> None:
    """The interrupts are left out of it."""
    drawing = mermaid(Drawing(small_bundle(), "nl"))

    assert drawing.startswith("stateDiagram-v2\n  [*] --> n0\n")
    assert 'state "mens" as ' in drawing
    assert 'state "rij (handover)" as ' in drawing
    assert drawing.count(" --> ") == 1 + len(small_bundle().machine.edges) + FLOWS.count("end: {}")
    assert "interrupt" not in drawing


def test_the_format_can_be_told_to_an_editor_program() -> None:
    """The schema of flows.yaml has a description for completion."""
    schema = FlowsFile.model_json_schema()

    assert {"schema", "bundle", "languages", "flows"} <= set(schema["required"])


def test_a_goto_may_name_a_flow() -> None:
    """It begins at its entry then."""
    bundle = changed_bundle(("goto: mens.start", "goto: mens"))

    assert Person(bundle).starts().says("mens").node == "mens.start"


def test_a_condition_may_be_a_plain_true() -> None:
    """YAML's own true is a condition too."""
    bundle = changed_bundle(("{even_if_closed: true}", "{even_if_closed: true, urgent: true}"))

    assert bundle.nodes["mens.rij_dicht"].urgent({}) is True  # type: ignore[union-attr]


def test_a_line_that_stands_twice_in_a_list_is_told() -> None:
    """Somebody would read it twice, or it would push another one out."""
    line = "- {when: vrij, text: {nl: Rust, en: Rest, fr: Repos}}"

    with pytest.raises(FaultyContent, match=r"E207 .*the same as line 1"):
        changed_bundle(
            ('say: {nl: "Een tip"', f'list:\n          {line}\n          {line}\n        say: {{nl: "Een tip"')
        )
