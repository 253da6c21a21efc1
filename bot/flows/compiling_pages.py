"""A sound page in, a compiled node out."""

from hashlib import blake2b

from bot.flows.check import Contents
from bot.flows.format.node_schema import PageNode
from bot.flows.paging import PAGE_OPTIONS, WORDS_A_BUBBLE, Page, names_of, parts_of
from bot.flows.replies import Labels
from bot.flows.said import WantedLines
from bot.model import Option

DIGEST_CHARACTERS = 6


def digest_of(node_id: str) -> str:
    """Return what stands for a node in prompt tokens."""
    return blake2b(node_id.encode(), digest_size=DIGEST_CHARACTERS // 2).hexdigest()


def compile_page(contents: Contents, node_id: str, model: PageNode, *, lines: WantedLines) -> Page:
    """Return a page in parts for every language and every size of a bubble."""
    wording, texts, languages = contents.wording.texts, contents.pages[model.page], contents.flows.languages
    names = names_of(texts[languages.default])
    sizes = set(WORDS_A_BUBBLE.values())
    labels = {
        language: {option: wording[f"page_{option}"][language] for option in PAGE_OPTIONS}
        for language in languages.required
    }
    return Page(
        id=node_id,
        flow=node_id.partition(".")[0],
        digest=digest_of(node_id),
        parts={
            language: {words: parts_of(texts[language], names, most_words=words) for words in sizes}
            for language in languages.required
        },
        options={
            language: tuple(Option(option, label) for option, label in by_id.items())
            for language, by_id in labels.items()
        },
        labels={language: Labels(by_id) for language, by_id in labels.items()},
        lines=lines,
    )
