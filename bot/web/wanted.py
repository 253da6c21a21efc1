"""Where a login leads, by way of the second step: to the page that was wanted, if it is one of our own; else home."""

import re
from urllib.parse import urlencode

from aiohttp import web

LOGIN = "/desk/login"
WANTED_FIELD = "to"
_MOST_CHARACTERS = 300
_OWN = re.compile(
    r"/(?:desk|calls|board|hours|rota|blocks|emergencies|preview|audit|staff|account|practice)"
    r"(?:/[A-Za-z0-9_-][A-Za-z0-9._-]*)*"
    r"(?:\?[A-Za-z0-9._=&%+-]*)?"
)
"""A page of the staff and what it is asked for. No host, no `//`, no `..` and nothing that a browser reads as one."""


def login_for(request: web.Request) -> str:
    """Return the address of the login form that leads on to the page that is asked for here."""
    return leads_on(LOGIN, request, home="/desk")


def leads_on(form: str, request: web.Request, *, home: str) -> str:
    """Return the address of a form that leads on to the page that is asked for here; it leads home by itself."""
    to = own_page(request.path_qs)
    return form if to in {"", home} else f"{form}?{urlencode({WANTED_FIELD: to})}"


def own_page(typed: str) -> str:
    """Return where somebody wanted to go, empty for what is no page of the staff: nobody is led anywhere else."""
    is_own = len(typed) <= _MOST_CHARACTERS and _OWN.fullmatch(typed) is not None
    return typed if is_own and not typed.startswith(LOGIN) else ""
