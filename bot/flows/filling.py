"""Sound contents in, the same with their facts out: what is compiled, shown and hashed has no braces any more."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, TypeVar

from pydantic import BaseModel

from bot.flows.check import Contents
from bot.flows.facts import Filling, filling
from bot.flows.paging import Pages
from bot.model import LANGUAGES

M = TypeVar("M", bound=BaseModel)


def with_facts(contents: Contents) -> Contents:
    """Return the contents with what their texts say about us filled in."""
    fill = filling(contents.flows, contents.wording)
    return replace(
        contents,
        flows=_filled(contents.flows, fill),
        helplines=_filled(contents.helplines, fill),
        wording=_filled(contents.wording, fill),
        pages=_filled_pages(contents.pages, fill),
        canned=_filled(contents.canned, fill),
    )


def _filled_pages(pages: Pages, fill: Filling) -> Pages:
    return {
        page: {
            language: tuple(replace(one, text=fill(one.text, language)) for one in paragraphs)
            for language, paragraphs in texts.items()
        }
        for page, texts in pages.items()
    }


def _filled(model: M, fill: Filling) -> M:
    """Return a part of a file with its facts: wherever a text stands beside its translations."""
    return model.model_copy(update={name: _filled_value(value, fill) for name, value in model})


def _filled_value(value: object, fill: Filling) -> Any:  # noqa: ANN401 - whatever a file holds, and the same out
    match value:
        case BaseModel():
            return _filled(value, fill)
        case dict() if _is_text(value):
            return {language: fill(text, language) for language, text in value.items()}
        case dict():
            return {key: _filled_value(inner, fill) for key, inner in value.items()}
        case list():
            return [_filled_value(inner, fill) for inner in value]
        case _:
            return value


def _is_text(value: Mapping[object, object]) -> bool:
    return all(key in LANGUAGES and isinstance(text, str) for key, text in value.items())
