"""Other versions of the shipped conversation, which somebody could publish while people are in the middle of it."""

from collections.abc import Callable
from functools import cache

import yaml

from bot.flows.bundle import Bundle, compile_bundle
from bot.flows.format.findings import Findings
from bot.flows.format.parse import parse
from tests.house import shipped_sources

_REFERENCES = frozenset({"skip", "next", "then", "entry", "recover", "goto"})


class _Quoting(yaml.SafeDumper):
    """Writes every text in straight quotes: one that begins with others would be taken for one quoted with them."""


def _quoted(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style='"')


_Quoting.add_representer(str, _quoted)


@cache
def with_options_turned_round() -> Bundle:
    """Compile it with every list of options the other way round."""
    return _changed(lambda raw: _each_map(raw, _turn_round))


@cache
def with_new_names() -> Bundle:
    """Compile it with another id for every node: nobody stands where they stood."""

    def rename(raw: dict[str, object]) -> None:
        flows = raw.get("flows")
        for flow in flows.values() if isinstance(flows, dict) else ():
            flow["nodes"] = {f"{node_id}_new": node for node_id, node in flow["nodes"].items()}
        _each_map(raw, _rename_references)

    return _changed(rename)


def _changed(change: Callable[[dict[str, object]], None]) -> Bundle:
    sources = dict(shipped_sources())
    for name, text in sources.items():
        document = parse(name, text, Findings()) if name.endswith(".yaml") else None
        if document is not None and isinstance(document.value, dict) and "flows" in document.value:
            change(document.value)
            sources[name] = yaml.dump(
                document.value, Dumper=_Quoting, allow_unicode=True, sort_keys=False, width=10_000
            )
    return compile_bundle(sources)


def _each_map(value: object, change: Callable[[dict[str, object]], None]) -> None:
    if isinstance(value, dict):
        change(value)
    for item in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        _each_map(item, change)


def _turn_round(values: dict[str, object]) -> None:
    options = values.get("options")
    if isinstance(options, list):
        options.reverse()


def _rename_references(values: dict[str, object]) -> None:
    for key, value in values.items():
        if key in _REFERENCES and isinstance(value, str):
            values[key] = f"{value}_new"
        elif key == "on" and isinstance(value, dict):
            values[key] = {name: f"{target}_new" for name, target in value.items()}
