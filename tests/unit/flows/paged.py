"""The small conversation with a long page instead of a tip."""

from collections.abc import Mapping

from bot.flows.bundle import Bundle, compile_bundle
from tests.unit.flows.small import FLOWS, SOURCES

TIP = 'say: {nl: "Een tip", en: "A tip", fr: "Un conseil"}'
MAIN = FLOWS.replace(TIP, "page: geld\n        lines: [nood]")
_PICKY = (
    ('- {id: naam, label: {nl: "Een naam"', '- {id: naam, when: "not vrij", label: {nl: "Een naam"'),
    ("        lines: [nood, luister, oud]\n", "        list: [{when: vrij, text: {nl: Vrij, en: Free, fr: Libre}}]\n"),
)


def page(word: str, *, sentences: int = 12) -> str:
    """Return a page in one language: a heading, a list and four paragraphs of as many sentences of four words."""
    paragraphs = [
        " ".join(f"{word.capitalize()} {part} zin {number}." for number in range(sentences)) for part in "abcd"
    ]
    return f"# Kop {word}\n\n{paragraphs[0]}\n\n- *een*\n- **twee**\n\n" + "\n\n".join(paragraphs[1:]) + "\n"


PAGES = {f"pages/geld.{language}.md": page(language) for language in ("nl", "en", "fr")}


def compiled(pages: Mapping[str, str] = PAGES, main: str = MAIN) -> Bundle:
    """Compile the small conversation with a page instead of a tip."""
    return compile_bundle({**SOURCES, "flows.yaml": main, **pages})


def picky_bundle() -> Bundle:
    """Compile it with an option and a line that only some people see."""
    main = MAIN
    for old, new in _PICKY:
        assert main.count(old) == 1
        main = main.replace(old, new)
    return compiled(main=main)
