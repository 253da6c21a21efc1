"""Texts cut to a size, between what a reader sees as one sign; pure."""

import regex  # type: ignore[import-untyped]

_GRAPHEME = regex.compile(r"\X")
_NEWLINES = frozenset({"\n", "\r\n", "\r", "\u2028", "\u2029"})
_SENTENCE_ENDS = frozenset(".!?…:;")
_PARAGRAPH, _LINE, _SENTENCE, _WORD, _ANYWHERE = 4, 3, 2, 1, 0


def utf16_length(text: str) -> int:
    """Return how many UTF-16 units a text has, which is what Telegram counts."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def split(text: str, limit_utf16: int = 4096) -> list[str]:
    """Cut a text into parts that each fit, into one message or into one line.

    A cut is made after a paragraph if one ends in the second half of what fits, else after a line, a sentence or
    a word, else between two graphemes. Only a single grapheme above the limit is cut inside, between code points.
    The parts hold the whole text, but for the white space at the cuts.

    Args:
        text: Any text.
        limit_utf16: UTF-16 units that one part may have, at least 2.

    Returns:
        At least one part; none but a short text itself is empty or nothing but white space.
    """
    if utf16_length(text) <= limit_utf16:
        return [text]
    graphemes = _graphemes(text, limit_utf16)
    sizes = [utf16_length(grapheme) for grapheme in graphemes]
    parts: list[str] = []
    start = 0
    while start < len(graphemes):
        end = _next_cut(graphemes, sizes, start, limit_utf16)
        part, start = _trim(graphemes, start, end), _skip_space(graphemes, end)
        if part:
            parts.append(part)
    return parts or [""]


def _graphemes(text: str, limit: int) -> list[str]:
    """Return what may not be cut: graphemes, or code points of a grapheme that is too long for any message."""
    units: list[str] = []
    for grapheme in _GRAPHEME.findall(text):
        units.extend(grapheme if utf16_length(grapheme) > limit else (grapheme,))
    return units


def _next_cut(graphemes: list[str], sizes: list[int], start: int, limit: int) -> int:  # noqa: PLR0917 - one table
    """Return the index after the last grapheme of the part that begins at `start`."""
    end, size = start, 0
    best, best_rank, word = start, _ANYWHERE, start
    while end < len(graphemes) and size + sizes[end] <= limit:
        size += sizes[end]
        end += 1
        rank = _rank(graphemes, end)
        if rank:
            word = end
        if size * 2 >= limit and rank >= best_rank:
            best, best_rank = end, rank
    if end == len(graphemes):
        return end
    if best_rank:
        return best
    return word if word > start else end


def _rank(graphemes: list[str], at: int) -> int:
    """Tell how good a cut before index `at` is."""
    before = graphemes[at - 1]
    after = graphemes[at] if at < len(graphemes) else "\n"
    if before in _NEWLINES:
        return _PARAGRAPH if at > 1 and graphemes[at - 2] in _NEWLINES else _LINE
    if after in _NEWLINES:
        return _LINE
    if before.isspace():
        return _SENTENCE if at > 1 and graphemes[at - 2] in _SENTENCE_ENDS else _WORD
    if after.isspace():
        return _SENTENCE if before in _SENTENCE_ENDS else _WORD
    return _ANYWHERE


def _trim(graphemes: list[str], start: int, end: int) -> str:
    """Return a part without the white space at its cut; white space that carries a mark is no white space."""
    if end < len(graphemes):
        while end > start and graphemes[end - 1].isspace():
            end -= 1
    part = "".join(graphemes[start:end])
    return "" if part.isspace() else part


def _skip_space(graphemes: list[str], at: int) -> int:
    while at < len(graphemes) and graphemes[at].isspace():
        at += 1
    return at
