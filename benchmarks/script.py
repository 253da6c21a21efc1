"""The eight turns that everybody goes through, read from flows.yaml; both bots say exactly these bubbles."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

FLOWS = Path(__file__).with_name("flows.yaml")
LANGUAGE = "nl"
FLOW = "vragen"
ANSWERS = (
    "2",
    "Thuis",
    "Er is veel druk, en ik weet niet goed waar ik moet beginnen.",
    "3",
    "Ja",
    "Over een ander",
    "1",
)
"""What people type: numbers, labels and words of their own."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn: what is typed, the bubble that must answer it, and the labels of its options."""

    says: str
    bubble: str
    labels: tuple[str, ...] = ()


def read_script() -> tuple[Turn, ...]:
    """Return the turns in their order: the opening, seven answers, the end."""
    nodes: dict[str, Any] = yaml.safe_load(FLOWS.read_text(encoding="utf-8"))["flows"][FLOW]["nodes"]
    turns = []
    for number, says in enumerate(("/start", *ANSWERS), start=1):
        node = nodes.get(f"vraag_{number}", nodes["slot"])
        text = next(node[kind] for kind in ("ask", "input", "say") if kind in node)
        labels = tuple(option["label"][LANGUAGE] for option in node.get("options", ()))
        turns.append(Turn(says, text[LANGUAGE], labels))
    return tuple(turns)
