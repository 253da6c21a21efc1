"""What the bot hears beside phrases: words that are no slip, and the model of texts that sound like need."""

from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import ValidationError

from bot.content.schema import HunchFile
from bot.flows.format.findings import START_OF_FILE, Findings
from bot.flows.format.schema import FlowsFile
from bot.flows.format.sheet import Sheet
from bot.flows.interrupts import HUNCH

ORDINARY_FILE, HUNCH_FILE = "crisis/ordinary.txt", "crisis/hunch.json"


@dataclass(frozen=True, slots=True)
class Ear:
    """The files beside crisis.yaml; a bundle may go without both.

    Attributes:
        ordinary: Words that mean what they say, however close they are to one of a phrase.
    """

    ordinary: tuple[str, ...] = ()
    hunch: HunchFile | None = None


def read_ear(sources: Mapping[str, str], findings: Findings) -> Ear:
    """Read the files beside crisis.yaml, where there are any."""
    ordinary = next((text for name, text in sources.items() if name.endswith(ORDINARY_FILE)), "")
    words = (line.strip() for line in ordinary.splitlines() if not line.startswith("#"))
    return Ear(tuple(filter(None, words)), _hunch(sources, findings))


def check_ear(sheet: Sheet[FlowsFile], ear: Ear) -> None:
    """Check that a conversation which asks about what sounds like need knows what sounds so."""
    if HUNCH in sheet.content.interrupts and ear.hunch is None:
        what = f'there is no {HUNCH_FILE}; make it with "ajar flows learn"'
        sheet.at_key(("interrupts", HUNCH), "E008", what=what)


def _hunch(sources: Mapping[str, str], findings: Findings) -> HunchFile | None:
    name = next((name for name in sources if name.endswith(HUNCH_FILE)), None)
    if name is None:
        return None
    try:
        return HunchFile.model_validate_json(sources[name], strict=False)
    except ValidationError:
        findings.add(name, START_OF_FILE, code="E006", what='this is no model; make it anew with "ajar flows learn"')
        return None
