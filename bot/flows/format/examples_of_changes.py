"""The smallest change of each kind that the comparison tells: what was live, and what is in its place.

`ajar flows codes` prints them, and a test compares a small conversation before and after each.
"""

from collections.abc import Mapping
from typing import NamedTuple


class Changed(NamedTuple):
    """A piece of flows.yaml before and after a change.

    Attributes:
        before: As it is live; empty lines and spaces as in the file.
        after: What is told.
        instead: The same change as it may be made; empty where waiting or a second person is the cure.
    """

    before: str
    after: str
    instead: str = ""


_TIP = 'tip:\n        say: {nl: "Een tip", en: "A tip", fr: "Un conseil"}'
_ASKED = "        options:\n          - {id: goed, label: {nl: Goed, en: Fine, fr: Bien}, next: klaar}\n"
_HOW = '{nl: "Zo werkt het", en: "How it works", fr: "Voilà"}'
_HEAD, _NODES = "  uitleg:\n    entry: hoe\n", "    nodes:\n"
_ANEW = "  uitleg:\n    entry: zo\n"
_SAID = f"        say: {_HOW}\n        next: klaar\n"
_BEFORE = f"{_HEAD}{_NODES}      hoe:\n        ask: {_HOW}\n{_ASKED}"
_RENAMED = f"{_ANEW}{_NODES}      zo:\n        ask: {_HOW}\n{_ASKED}"
_LIST = """\
  lijst:
    entry: vragen
    recover: klaar
    nodes:
      vragen:
        assess:
          scale: hoe_vaak
          domains: [leven, mening, angst]
          save: niveau
          questions:
            - id: contact
              domain: leven
"""
_HEAVIER = f"{_LIST}              reversed: true\n"
_RAISED = _HEAVIER.replace("    nodes", "    meaning: 2\n    nodes")
_OTHER_TIPS = 'tip:\n        say: {nl: "Twee tips", en: "Two tips", fr: "Deux conseils"}'

CHANGES: Mapping[str, Changed] = {
    "E107": Changed(
        _BEFORE,
        f"{_HEAD}{_NODES}      hoe:\n{_SAID}",
        f"{_ANEW}    on_removed: {{hoe: zo}}\n{_NODES}      zo:\n{_SAID}",
    ),
    "W404": Changed(_TIP, _TIP.replace("Een tip", "Twee tips"), _OTHER_TIPS),
    "E705": Changed(_LIST, _HEAVIER, _RAISED),
    "E901": Changed(_BEFORE, _RENAMED, _RENAMED.replace("        ask", "        renamed_from: hoe\n        ask")),
    "E903": Changed(_LIST, _RAISED.replace("    nodes", "    live: true\n    nodes"), _RAISED),
    "W904": Changed(_TIP, _OTHER_TIPS),
}
"""By code: what `ajar flows diff` and `ajar flows publish` find by comparing the files."""
