"""When somebody is to be at the desk: hours that can be, and sentences about them that can fall away."""

from collections.abc import Iterator, Sequence

from bot.content.hours_schema import HoursFile, minutes_in
from bot.flows.checks.texts import marks_of, texts_in
from bot.flows.format.parse import Path
from bot.flows.format.schema import FlowsFile
from bot.flows.format.sheet import Sheet
from bot.flows.opens import MARK, spans_of, without_opening


def check_hours(sheet: Sheet[HoursFile]) -> None:
    """Check that every span has a length, that those of one day do not overlap, and that callbacks can be offered."""
    for path, texts in _days(sheet.content):
        before: dict[int, str] = {}
        for number, (text, (start, end)) in enumerate(zip(texts, spans_of(texts), strict=True)):
            other = next((before[minute] for minute in range(start, end) if minute in before), None)
            if start == end:
                sheet.at_value((*path, number), "E802", what=f'"{text}" ends when it begins; all day is "00:00-24:00"')
            elif other is not None:
                sheet.at_value((*path, number), "E802", what=f'"{text}" overlaps "{other}"')
            before |= dict.fromkeys(range(start, end), text)
    calls = sheet.content.callbacks
    if calls is not None and minutes_in(calls.lead) >= minutes_in(calls.ahead):
        what = f'"{calls.lead}" is as long as all of "ahead", {calls.ahead}: no slot would be left'
        sheet.at_value(("callbacks", "lead"), "E806", what=what)


def _days(hours: HoursFile) -> Iterator[tuple[Path, Sequence[str]]]:
    for name, spans in hours.week:
        yield ("week", name), spans
    for day, spans in hours.exceptions.items():
        yield ("exceptions", day), spans


def check_sentences(sheet: Sheet[FlowsFile]) -> None:
    """Check that a text can go without what it says about the next opening."""
    for path, texts in texts_in(sheet.content):
        if MARK not in marks_of(path):
            continue
        for language, text in texts.items():
            left = without_opening(text)
            if MARK in text and (MARK in left or not left):
                what = f"{MARK} needs a sentence of its own beside others: without hours it falls away"
                sheet.inside((*path, language), text.index(MARK), code="E805", what=what)
