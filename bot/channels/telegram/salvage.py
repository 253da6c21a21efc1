"""Makes the best of JSON that can't be read as it should be: too deep, broken UTF-8, wrong types; pure, never raises.

All of it works with brackets and strings only, without recursion, in time proportional to the length.
"""

import json
import re
from typing import Any

DEEPEST = 32
"""Telegram's own updates nest half as deep."""
_TOKEN = re.compile(rb'"(?:[^"\\]++|\\.)*+"?|[\[\]{}]', re.DOTALL)
_UPDATE_ID = re.compile(rb'\A\s*\{\s*"update_id"\s*:\s*(\d{1,19})\b')


def prune(payload: bytes) -> bytes:
    """Return JSON with `null` in the place of everything that is nested too deep."""
    kept: list[bytes] = []
    depth = begin = 0
    for token in _TOKEN.finditer(payload):
        sign = token[0]
        if sign in b"[{":
            depth += 1
            if depth == DEEPEST + 1:
                kept.append(payload[begin : token.start()])
                kept.append(b"null")
        elif sign in b"]}":
            if depth == DEEPEST + 1:
                begin = token.end()
            depth -= 1
    if depth <= DEEPEST:
        kept.append(payload[begin:])
    return b"".join(kept)


def loose(payload: bytes) -> Any:  # noqa: ANN401 - any JSON
    """Read JSON as far as at all possible; None if it is none."""
    text = prune(payload).decode("utf-8", "replace")
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def update_id(payload: bytes) -> int | None:
    """Return the number with which an update begins, however broken the rest is."""
    found = _UPDATE_ID.match(payload)
    return int(found[1]) if found else None


def elements(payload: bytes) -> list[bytes]:
    """Return the objects in the array `result` of an answer, each as it stands."""
    found: list[bytes] = []
    depth = begin = 0
    in_result = False
    for token in _TOKEN.finditer(payload):
        sign = token[0]
        if sign in b"[{":
            depth += 1
            if depth == 3 and in_result:  # noqa: PLR2004 - inside object and array
                begin = token.start()
        elif sign in b"]}":
            if depth == 3 and in_result:  # noqa: PLR2004 - likewise
                found.append(payload[begin : token.end()])
            depth -= 1
        elif depth == 1:
            in_result = sign == b'"result"'
    return found
