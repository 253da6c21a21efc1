"""Everybody who watches the golden conversations: tells whether another bundle says or does anything else in them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta, timezone

from bot.flows.bundle import Bundle
from bot.flows.format.findings import Findings
from bot.flows.format.parse import parse
from bot.flows.format.reading import read
from bot.flows.graph import as_map, nodes_of
from bot.flows.rehearse.coverage import coverage
from bot.flows.rehearse.playing import Played, play
from bot.flows.rehearse.schema import Defaults, GoldenFile, Script
from bot.flows.rehearse.trail import Trail
from bot.handover.calendar import Hours
from bot.model import Language
from bot.rehearsal import keep
from tests.house import ROOT, shipped_bundle, shipped_sources
from tests.shipped.bystanders import WORDING, WORDS, bystanding

IN_THE_MORNING = Hours((((9 * 60, 12 * 60),),) * 7, timezone(timedelta(hours=1)), "NL", on_holidays=None)
"""While somebody is to be there, or will be, so that sentences about it are heard."""


@dataclass(frozen=True, slots=True)
class Seat:
    """One conversation in one language, as it goes with the shipped bundle."""

    script: Script
    defaults: Defaults
    language: Language
    shipped: Played


class Audience:
    """Has seen every golden conversation with taps, in every language."""

    def __init__(self) -> None:
        self._seats = list(_seats())
        self._bystanders = list(_seats_of(WORDS, bystanding(shipped_sources())))
        whole = Trail()
        for seat in self._seats:
            whole.add(seat.shipped.trail)
        self._unplayed = _unplayed(shipped_sources(), shipped_bundle(), whole)
        self._raw = {name: _nodes(text) for name, text in shipped_sources().items() if name.endswith(".yaml")}

    def hears(self, text: str, language: str) -> bool:
        """Tell whether a text is said in any of the conversations."""
        return any(text in bubble for seat in self._seats if seat.language == language for bubble in seat.shipped.texts)

    def notices(self, bundle: Bundle, file: str, text: str) -> bool:
        """Tell whether anything goes otherwise, or something is never played, when one file reads like this."""
        if file == WORDING and self._bystanders_notice(text):
            return True
        before, now = self._raw[file], _nodes(text)
        changed = {node_id for node_id in before.keys() | now.keys() if before.get(node_id) != now.get(node_id)}
        seats = sorted(self._seats, key=lambda seat: changed.isdisjoint(seat.shipped.trail.nodes))
        trail = Trail()
        for seat in seats:
            played = _play(seat.script, seat.defaults, bundle, seat.language)
            if played.texts != seat.shipped.texts or played.misses:
                return True
            trail.add(played.trail)
        return _unplayed({**shipped_sources(), file: text}, bundle, trail) != self._unplayed

    def _bystanders_notice(self, wording: str) -> bool:
        bundle = bystanding({WORDING: wording})
        return any(
            _play(seat.script, seat.defaults, bundle, seat.language).texts != seat.shipped.texts
            for seat in self._bystanders
        )


def _unplayed(sources: Mapping[str, str], bundle: Bundle, trail: Trail) -> set[str]:
    return {finding.what for finding in coverage(sources, bundle, trail).findings}


def _play(script: Script, defaults: Defaults, bundle: Bundle, language: Language) -> Played:
    with_hours = replace(bundle, hours=IN_THE_MORNING)
    return play(script, defaults, {"": with_hours}, language=language, style="buttons", keep=keep)


def _seats() -> Iterator[Seat]:
    bundle = shipped_bundle()
    for path in sorted((ROOT / "bot" / "content" / "golden").glob("*.yaml")):
        yield from _seats_of(path.read_text(encoding="utf-8"), bundle)


def _seats_of(text: str, bundle: Bundle) -> Iterator[Seat]:
    document = parse("golden.yaml", text, Findings())
    golden = None if document is None else read(document, GoldenFile, Findings()).content
    assert golden is not None
    for script in golden.conversations:
        if all(turn.reload is None for turn in script.turns):
            for language in script.lang or golden.defaults.lang or bundle.languages:
                yield Seat(script, golden.defaults, language, _play(script, golden.defaults, bundle, language))


def _nodes(text: str) -> Mapping[str, object]:
    document = parse("a.yaml", text, Findings())
    return {node_id: node for node_id, _, node in nodes_of(as_map(document.value if document else None))}
