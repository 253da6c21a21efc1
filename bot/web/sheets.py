"""The staff's pages that need no script: a bar with the way to the other pages, and one thing below it."""

from aiohttp import web

from bot.web.guard import Guard, pages_of
from bot.web.pages import Pages
from bot.web.sessions import Present
from bot.web.texts import spoken


class Sheets:
    """Shows such pages to somebody who is logged in."""

    def __init__(self, pages: Pages, guard: Guard) -> None:
        """Show the templates of `pages`; `guard` makes the token of their forms."""
        self._pages = pages
        self._guard = guard

    def show(self, name: str, present: Present, *, status: int = 200, **values: object) -> web.Response:
        """Answer with a page.

        Args:
            name: The template without its ending.
            present: Who reads it.
            status: The status of HTTP.
            values: What the template has places for.
        """
        return self._pages.show(
            name,
            spoken(present.staff.language),
            status=status,
            me=present.id,
            csrf=self._guard.token(present),
            pages=() if present.needs_factor else pages_of(present.staff.role),
            here=f"/{name}",
            **values,
        )
