"""A sound question for words in, a compiled node out."""

from datetime import timedelta
from itertools import chain

from bot.content.schema import WordingFile
from bot.flows.alike import STANDS_IN, Alike
from bot.flows.check import Contents
from bot.flows.checks.inputs import skip_words_of
from bot.flows.compiling_pages import digest_of
from bot.flows.format.node_schema import InputNode
from bot.flows.nodes import Input
from bot.flows.said import Said
from bot.flows.values.limits import Limits
from bot.flows.words import spellings


def alike_of(wording: WordingFile) -> Alike:
    """Return the words that mean the same."""
    groups = {name: chain.from_iterable(words.values()) for name, words in wording.alike.items()}
    return Alike(groups, chain.from_iterable(wording.fillers.values()))


def _skip_words(wording: WordingFile) -> frozenset[str]:
    """Return the words that skip a question for words: its own, and all that mean to skip or not to know."""
    alike = (word for name in STANDS_IN for words in wording.alike.get(name, {}).values() for word in words)
    return frozenset(skip_words_of(wording)).union(*map(spellings, alike))


def compile_input(
    contents: Contents, node_id: str, model: InputNode, *, texts: Said, timeout: timedelta | None
) -> Input:
    """Return a question for words; where it names no limits, those of its variable hold."""
    variable, otherwise = contents.flows.vars[model.save], model.otherwise
    return Input(
        id=node_id,
        flow=node_id.partition(".")[0],
        digest=digest_of(node_id),
        texts=texts,
        save=model.save,
        type=model.type,
        limits=Limits(
            variable.min if model.min is None else model.min, variable.max if model.max is None else model.max
        ),
        is_secret=variable.sensitive,
        skip_words=_skip_words(contents.wording) if model.skip else frozenset(),
        tries=otherwise.tries if otherwise else 2,
        otherwise=otherwise is not None and otherwise.then is not None,
        timeout=timeout,
    )
