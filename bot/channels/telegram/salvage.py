"""Makes the best of JSON that can't be read as it should be: too deep, broken UTF-8, wrong types; pure, never raises.

All of it works with brackets and strings only, without recursion, in time proportional to the length.
"""

import json
import re
from typing import Any

DEEPEST = 32
"""Telegram's own updates nest half as deep."""
_TOKEN = re.compile(rb'"(?:[^"\\]++|\\.)*+"?|[\[{]++|[\]}]++', re.DOTALL)
"""A string, also one without an end; a run of opening brackets; a run of closing ones."""
_OPENING, _CLOSING = b"[{", b"]}"
_IN_ARRAY = 2
"""The depth between the elements of `result`."""
_UPDATE_ID = re.compile(rb'\A\s*\{\s*"update_id"\s*:\s*(\d{1,19})\b')


def prune(payload: bytes) -> bytes:
    """Return JSON with `null` in the place of everything that is nested too deep."""
    kept: list[bytes] = []
    depth = begin = 0
    for token in _TOKEN.finditer(payload):
        sign, at = token[0], token.start()
        if sign[0] in _OPENING:
            if depth <= DEEPEST < depth + len(sign):
                kept.append(payload[begin : at + DEEPEST - depth])
                kept.append(b"null")
            depth += len(sign)
        elif sign[0] in _CLOSING:
            if depth - len(sign) <= DEEPEST < depth:
                begin = at + depth - DEEPEST
            depth -= len(sign)
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
        sign, at = token[0], token.start()
        if sign[0] in _OPENING:
            if depth <= _IN_ARRAY < depth + len(sign):
                begin = at + _IN_ARRAY - depth
            depth += len(sign)
        elif sign[0] in _CLOSING:
            if in_result and depth - len(sign) <= _IN_ARRAY < depth:
                found.append(payload[begin : at + depth - _IN_ARRAY])
            depth -= len(sign)
        elif depth == 1:
            in_result = sign == b'"result"'
    return found
