"""The staff's pages and their files, read once from the package; no request ever names a path on the disk."""

from collections.abc import Mapping
from functools import cache, partial
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import PurePosixPath

from aiohttp import web
from jinja2 import Environment, PackageLoader, StrictUndefined

from bot.model import LANGUAGES, Language
from bot.web.faults import Handler
from bot.web.texts import say

KINDS: Mapping[str, str] = {
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
    ".txt": "text/plain",
}
"""The kinds of file that are served; any other stays unserved."""


@cache
def _templates() -> Environment:
    """Return the templates of this package; all pages share them, so that each is compiled once."""
    return Environment(loader=PackageLoader("bot.web"), autoescape=True, undefined=StrictUndefined)


class Pages:
    """Templates that escape everything, with the reader's words at hand."""

    def __init__(self) -> None:
        """Find the templates of this package."""
        self._templates = _templates()

    def show(self, name: str, language: Language, *, status: int = 200, **values: object) -> web.Response:
        """Answer with a page.

        Args:
            name: The template without its ending.
            language: The reader's.
            status: The status of HTTP.
            values: What the template has places for.
        """
        page = self._templates.get_template(f"{name}.html").render(
            language=language, languages=LANGUAGES, t=partial(say, language), **values
        )
        return web.Response(status=status, text=page, content_type="text/html")


@cache
def static_files(folder: str) -> Mapping[str, tuple[bytes, str]]:
    """Return the files below `static/<folder>` by their path: what stands in them, and of which kind they are."""
    root = files("bot.web").joinpath("static", folder)
    return {path: (file.read_bytes(), KINDS[PurePosixPath(path).suffix]) for path, file in _walk(root, "")}


def file_handler(folder: str) -> Handler:
    """Return the handler of a page's own files, at `{path}`; they hold nothing that a stranger may not read."""
    served = static_files(folder)

    async def serve(request: web.Request) -> web.StreamResponse:
        file = served.get(request.match_info["path"])
        if file is None:
            raise web.HTTPNotFound
        return web.Response(body=file[0], content_type=file[1], charset="utf-8")

    return serve


def _walk(folder: Traversable, path: str) -> list[tuple[str, Traversable]]:
    found: list[tuple[str, Traversable]] = []
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        name = f"{path}{entry.name}"
        if entry.is_dir():
            found += _walk(entry, f"{name}/")
        elif PurePosixPath(name).suffix in KINDS:
            found.append((name, entry))
    return found
