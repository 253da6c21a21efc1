"""Golden conversations: a file in, every fault of every conversation out, with its place. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from bot.flows.bundle import Bundle, compile_bundle
from bot.flows.format.findings import FaultyContent, Finding, Findings, Spot
from bot.flows.format.parse import Document, Path, parse
from bot.flows.format.reading import read
from bot.flows.rehearse.keeping import Keep
from bot.flows.rehearse.playing import FAILED, Miss, Played, play
from bot.flows.rehearse.schema import Change, GoldenFile, Script
from bot.flows.rehearse.snapshot import Snapshot, changed_texts
from bot.flows.rehearse.trail import Trail

TEXT_CHANGED = "W953"
_MOST_PLACES = 3
"""Of languages and styles that are named one by one."""


@dataclass(slots=True)
class Rehearsed:
    """What came of one golden file.

    Attributes:
        findings: All faults; those whose code begins with W break nothing.
        played: How many conversations were played, each language and style counted.
        trail: Where they were.
        snapshot: The texts as they are now; empty when the file can't be read.
    """

    findings: list[Finding] = field(default_factory=list)
    played: int = 0
    trail: Trail = field(default_factory=Trail)
    snapshot: str = ""


class Stage:
    """What golden files are played against."""

    def __init__(self, sources: Mapping[str, str], bundle: Bundle, *, keep: Keep) -> None:
        """Take what is served.

        Args:
            sources: The files of the bundle, by name.
            bundle: Compiled from them.
            keep: Writes a conversation as the store does, and reads it back.
        """
        self.sources = sources
        self.bundle = bundle
        self.keep = keep

    def rehearse(self, name: str, text: str, *, snapshot: str = "", only: str = "") -> Rehearsed:
        """Play all conversations of one file.

        Args:
            name: What findings call the file.
            text: The file.
            snapshot: The texts as they were when somebody last looked at them; empty when there are none.
            only: Play only conversations with this in their name; their texts are not compared then.
        """
        findings, rehearsed = Findings(), Rehearsed()
        document = parse(name, text, findings)
        golden = None if document is None else read(document, GoldenFile, findings).content
        if document is None or golden is None or findings.has_faults:
            rehearsed.findings = sorted(findings)
            return rehearsed
        run = _Run(self, document, golden, only=only)
        now = Snapshot()
        for played in run.all():
            rehearsed.played += 1
            rehearsed.trail.add(played.trail)
            now.add(run.script.name, played.language, style=played.style, lines=played.texts)
        rehearsed.findings = sorted(run.findings)
        rehearsed.snapshot = now.text()
        if not rehearsed.findings:
            rehearsed.findings = [] if only else sorted(run.changed(snapshot, rehearsed.snapshot))
        return rehearsed


class _Run:
    """One golden file while it is played."""

    def __init__(self, stage: Stage, document: Document, golden: GoldenFile, *, only: str) -> None:
        self.findings: set[Finding] = set()
        self.script = golden.conversations[0]
        self._stage = stage
        self._document = document
        self._golden = golden
        self._only = only.casefold()
        self._bundles: dict[str, Bundle] = {"": stage.bundle}
        self._misses: dict[Path, dict[Miss, list[str]]] = {}

    def all(self) -> Iterator[Played]:
        """Play every conversation in every language and style that it names."""
        for name, changes in self._golden.bundles.items():
            self._compile(name, changes)
        names: set[str] = set()
        for number, script in enumerate(self._golden.conversations):
            path: Path = ("conversations", number)
            if script.name in names:
                self._find((*path, "name"), "E104", f'name: a second conversation "{script.name}"')
            names.add(script.name)
            if self._only in script.name.casefold() and self._has_its_bundles(path, script):
                self.script = script
                yield from self._matrix(path, script)
        self._tell()

    def changed(self, before: str, after: str) -> Iterator[Finding]:
        """Yield a finding for every conversation whose texts are not those of the snapshot."""
        places = {script.name: number for number, script in enumerate(self._golden.conversations)}
        for name, what in changed_texts(before, after):
            spot = self._spot(("conversations", places[name], "name")) if name in places else Spot(1, 1)
            yield Finding(self._document.name, spot.line, spot.column, TEXT_CHANGED, what)

    def _matrix(self, path: Path, script: Script) -> Iterator[Played]:
        defaults = self._golden.defaults
        languages = script.lang or defaults.lang or self._stage.bundle.languages
        for language in languages:
            if language not in self._stage.bundle.languages:
                self._find((*path, "lang"), FAILED, f'lang: the conversation is not there in "{language}"')
                continue
            for style in script.channel or defaults.channel:
                played = play(script, defaults, self._bundles, language=language, style=style, keep=self._stage.keep)
                yield played
                self._note(path, played.misses, f"{language} {style}")

    def _note(self, path: Path, misses: list[Miss], where: str) -> None:
        for miss in misses:
            self._misses.setdefault((*path, *miss.path), {}).setdefault(miss, []).append(where)

    def _tell(self) -> None:
        """Turn misses into findings: what goes wrong in several languages and styles is told once."""
        for path, misses in self._misses.items():
            for miss, places in misses.items():
                more = f" and {len(places) - _MOST_PLACES} more" if len(places) > _MOST_PLACES else ""
                self._find(path, miss.code, f"({', '.join(places[:_MOST_PLACES])}{more}) {miss.what}")

    def _has_its_bundles(self, path: Path, script: Script) -> bool:
        missing = [
            (number, turn.reload)
            for number, turn in enumerate(script.turns)
            if turn.reload is not None and turn.reload not in self._bundles
        ]
        for number, name in missing:
            what = f'reload: "{name}" is none of the bundles of this file'
            if name not in self._golden.bundles:
                self._find((*path, "turns", number, "reload"), FAILED, what)
        return not missing

    def _compile(self, name: str, changes: list[Change]) -> None:
        sources = dict(self._stage.sources)
        for number, change in enumerate(changes):
            path: Path = ("bundles", name, number)
            file = next((known for known in sources if known.rpartition("/")[2] == change.file), "")
            what = _not_one_place(change, sources.get(file))
            if what:
                self._find((*path, "old"), FAILED, f"old: {what}")
                return
            sources[file] = sources[file].replace(change.old, change.new)
        try:
            self._bundles[name] = compile_bundle(sources, whereabouts=self._stage.bundle.whereabouts)
        except FaultyContent as fault:
            self._find(("bundles", name), FAILED, f"{name}: can't be served:\n{fault}")

    def _find(self, path: Path, code: str, what: str) -> None:
        spot = self._spot(path)
        self.findings.add(Finding(self._document.name, spot.line, spot.column, code, what))

    def _spot(self, path: Path) -> Spot:
        return self._document.key_spot(path)


def _not_one_place(change: Change, text: str | None) -> str:
    """Return why a change can't be made: its words have to stand exactly once; empty when they do."""
    if text is None:
        return f"there is no file {change.file}"
    times = text.count(change.old)
    if times == 0:
        return f"{change.file} does not say this any more; copy the passage from there as it is now, with its spaces"
    return (
        "" if times == 1 else f"{change.file} says this {times} times; copy more of the lines around the one you mean"
    )
