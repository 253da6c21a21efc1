"""In which node of a conversation a place of its files lies, so that a finding can be shown in the drawing. Pure."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping

from bot.flows.format.findings import Finding, Findings, Spot
from bot.flows.format.parse import Document, Path, parse
from bot.flows.graph import as_map, nodes_of

_PAGE = ("pages/", ".md")
_DEPTH_OF_A_NODE = 4


class NodePlaces:
    """The places of all nodes."""

    def __init__(self, sources: Mapping[str, str], before: Mapping[str, str] | None = None) -> None:
        """Read where everything stands.

        Args:
            sources: The text of each file by its name; may be broken.
            before: The files as they were when they could be read last. They stand in for one that can't be read now:
                up to the place where it is broken most of it is where it was.
        """
        self._places: dict[str, list[tuple[Spot, str]]] = {}
        self._showing: dict[str, str] = {}
        for name in sources:
            document = _read(name, sources) or _read(name, before or {})
            if document is not None:
                self._places[name] = sorted(_places(document))
                self._showing |= dict(_pages(document))

    def node_of(self, finding: Finding) -> str:
        """Return the `flow.node` id of the node that a finding is about; empty when it is about none."""
        if finding.file.startswith(_PAGE[0]) and finding.file.endswith(_PAGE[1]):
            return self._showing.get(finding.file.removeprefix(_PAGE[0]).partition(".")[0], "")
        places = self._places.get(finding.file, [])
        number = bisect_right(places, Spot(finding.line, finding.column), key=lambda place: place[0])
        return places[number - 1][1] if number else ""


def _read(name: str, sources: Mapping[str, str]) -> Document | None:
    is_yaml = name.endswith((".yaml", ".yml")) and name in sources
    return parse(name, sources[name], Findings()) if is_yaml else None


def _places(document: Document) -> Iterator[tuple[Spot, str]]:
    """Yield where each key stands, with the node that it belongs to."""
    return ((spot, _node(path)) for path, spot in document.keys.items())


def _node(path: Path) -> str:
    if len(path) < _DEPTH_OF_A_NODE or (path[0], path[2]) != ("flows", "nodes"):
        return ""
    return f"{path[1]}.{path[3]}"


def _pages(document: Document) -> Iterator[tuple[str, str]]:
    """Yield each page with the node that shows it."""
    for node_id, _, node in nodes_of(as_map(document.value)):
        page = node.get("page")
        if isinstance(page, str):
            yield page, node_id
