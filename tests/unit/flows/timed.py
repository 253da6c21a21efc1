"""The small conversation with all that happens by the clock: pauses, timeouts, and a flow that says it is there."""

from collections.abc import Mapping
from functools import cache

from bot.flows.bundle import Bundle, compile_bundle
from tests.unit.flows.small import FLOWS, SOURCES

STILL_HERE = {"nl": "Ik ben er nog", "en": "I am still here", "fr": "Je suis toujours là"}
_IDLE = "    idle: {after: 8m, say: {nl: Ik ben er nog, en: I am still here, fr: Je suis toujours là}}\n"
_QUIET = """\
      even:
        pause: 30s
        next: hoe
      hoe:
        say: {nl: "Lukt het?", en: "Does it work?", fr: "Ça va ?"}
        next: menu
      verder:
"""
_LINES = "        lines: [nood, luister, oud]\n"
_QUEUE = "{waiting: in_rij, no_staff: geen, closed: na}\n"
_CHANGES = (
    ("    title: Begin\n", f"    title: Begin\n{_IDLE}"),
    ("  mens:\n    entry: start\n", f"  mens:\n    entry: start\n{_IDLE}"),
    (f"{_LINES}        next: menu\n", f"{_LINES}        next: even\n"),
    ("      verder:\n", _QUIET),
    ("        save: naam\n", "        save: naam\n        timeout: {after: 5m, next: land}\n"),
    (_QUEUE, f"{_QUEUE}        timeout: {{after: 9m, next: geen}}\n"),
    ("        next: wacht\n      wacht:\n", "        next: stil\n      stil: {pause: 2m, next: wacht}\n      wacht:\n"),
)


@cache
def timed_sources() -> Mapping[str, str]:
    """Return its files."""
    text = FLOWS
    for old, new in _CHANGES:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return {**SOURCES, "flows.yaml": text}


@cache
def timed_bundle() -> Bundle:
    """Compile it once."""
    return compile_bundle(timed_sources())
