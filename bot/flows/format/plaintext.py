"""Whether a file is plain text at all; what stands in it is looked at elsewhere."""

import re
import unicodedata

from bot.flows.format.findings import START_OF_FILE, Findings, Spot

MOST_CHARACTERS = 1_048_576

_NOT_TEXT = re.compile(
    r"[^\t\n\r\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]",
)


def is_no_text(name: str, text: str, findings: Findings) -> bool:
    """Note what keeps a file from being read as text; tell whether something does."""
    if len(text) > MOST_CHARACTERS:
        findings.add(name, START_OF_FILE, code="E009", what=f"the file has more than {MOST_CHARACTERS:,} characters")
        return True
    if text.startswith("\ufeff"):
        what = 'the file begins with a byte order mark; save it as "UTF-8 without BOM"'
        findings.add(name, START_OF_FILE, code="E001", what=what)
        return True
    strange = _NOT_TEXT.search(text)
    if strange is None:
        return False
    before = text[: strange.start()].replace("\r\n", "\n").replace("\r", "\n")
    spot = Spot(before.count("\n") + 1, strange.start() - max(text.rfind("\n", 0, strange.start()), -1))
    if unicodedata.category(strange.group()) == "Cs":
        what = "the file is not UTF-8 from here on; save it as UTF-8"
    else:
        what = f"the invisible character U+{ord(strange.group()):04X} can't stand in a text; delete it"
    findings.add(name, spot, code="E001", what=what)
    return True
