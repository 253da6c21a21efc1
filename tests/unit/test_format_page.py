"""docs/flow-format.md names every key of the format and no other, and its examples work."""

import re
from collections.abc import Iterator

import pytest
import yaml
from pydantic import BaseModel

from bot.content.hours_schema import HoursFile
from bot.content.schema import CrisisFile, Line
from bot.flows.bundle import compile_bundle
from bot.flows.format import assess_schema, handover_schema, node_base, node_schema, option_schema, schema, time_schema
from bot.flows.format.findings import Findings
from bot.flows.format.parse import parse
from tests.house import ROOT
from tests.unit.flows.small import FLOWS, SOURCES

PAGE = (ROOT / "docs" / "flow-format.md").read_text(encoding="utf-8")

HOLDS: dict[str, type[BaseModel]] = {
    "## Head": schema.FlowsFile,
    "### Variable": schema.Variable,
    "### Scale": assess_schema.ScaleAnswer,
    "### Interrupt": schema.Interrupt,
    "## Flow": schema.Flow,
    "## Node": node_base.Node,
    "**Option**": option_schema.OptionModel,
    "**Question**": assess_schema.Question,
    "**Band**": assess_schema.Band,
    "## Help lines": Line,
    "## Hours": HoursFile,
    "## Wording and crisis words": CrisisFile,
    **{f"### `{kind}`": model for kind, model in node_schema.KINDS.items()},
}
"""By the line that stands above a table: what the table lists."""

NAMED_IN_A_ROW: tuple[type[BaseModel], ...] = (
    schema.Languages,
    node_schema.LinesFor,
    node_schema.Item,
    option_schema.Otherwise,
    time_schema.Timeout,
    time_schema.Idle,
    node_schema.Arm,
    handover_schema.Handover,
    handover_schema.Exits,
    assess_schema.Assess,
    assess_schema.Follow,
    assess_schema.FollowOption,
)


def keys_of(model: type[BaseModel]) -> set[str]:
    """Return the keys as an editor writes them."""
    return {field.alias or name for name, field in model.model_fields.items()}


def table_under(heading: str) -> set[str]:
    """Return the keys in the first column of the first table after a line."""
    after = re.split(rf"^{re.escape(heading)}", PAGE, maxsplit=1, flags=re.MULTILINE)[1]
    table = after[after.index("| key |") :].split("\n\n")[0]
    return {key for row in table.splitlines()[2:] for key in re.findall(r"`(\w+)`", row.split("|")[1])}


def examples() -> Iterator[dict[str, object]]:
    """Return each YAML example as values."""
    for block in re.findall(r"```yaml\n(.*?)```", PAGE, flags=re.DOTALL):
        yield values_of(block)


def values_of(text: str) -> dict[str, object]:
    """Read YAML as the check does, to which `on` is a word."""
    document = parse("example", text, Findings())
    assert document is not None
    return as_map(document.value)


@pytest.mark.parametrize("heading", HOLDS)
def test_a_table_lists_every_key_and_no_other(heading: str) -> None:
    """What every node may have stands once for all of them."""
    model = HOLDS[heading]
    common = keys_of(node_base.Node) if issubclass(model, node_base.Node) and model is not node_base.Node else set()

    assert table_under(heading) == keys_of(model) - common


@pytest.mark.parametrize("model", NAMED_IN_A_ROW, ids=lambda model: model.__name__)
def test_the_keys_of_a_small_part_are_named(model: type[BaseModel]) -> None:
    """They stand in the row of what they are a part of."""
    named = set(re.findall(r"`(\w+)(?::[^`]*)?`", PAGE))

    assert keys_of(model) <= named


def test_the_examples_are_a_conversation_that_can_be_served() -> None:
    """Put into a small conversation, all of them together, they pass the check."""
    way_in = "- {id: voorbeeld, label: {nl: Voorbeeld, en: Example, fr: Exemple}, call: voorbeeld, next: menu}"
    whole = values_of(FLOWS.replace("- {id: land,", f"{way_in}\n          - {{id: land,", 1))
    flows, nodes = as_map(whole["flows"]), dict[str, object]()
    for example in examples():
        for key, value in example.items():
            if key in {"vars", "scales", "interrupts"}:
                whole[key] = _both(whole.get(key, {}), value)
            else:
                nodes[key] = value
    flows["voorbeeld"] = {"entry": "tip", "recover": "genoeg", "nodes": nodes}
    text = yaml.safe_dump(whole, allow_unicode=True, sort_keys=False, width=10_000)

    bundle = compile_bundle({**SOURCES, "flows.yaml": text})

    assert {str(node) for node in bundle.nodes} >= {f"voorbeeld.{node}" for node in nodes if node != "vragen"}
    assert {kind for kind in node_schema.KINDS if any(kind in as_map(node) for node in nodes.values())} == set(
        node_schema.KINDS
    ) - {"page", "handover", "callback"}


def _both(one: object, other: object) -> dict[str, object]:
    return as_map(one) | as_map(other)


def as_map(value: object) -> dict[str, object]:
    """Return a part of an example that is a map."""
    assert isinstance(value, dict)
    return value
