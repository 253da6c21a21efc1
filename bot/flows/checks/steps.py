"""Steps that counsellors follow: in every language, in neutral words, with lines and dates that can be right."""

from collections.abc import Sequence
from datetime import date

from bot.content.due import NOTICE
from bot.content.schema import Guide, HelplinesFile, StepsFile
from bot.flows.checks.lines import COUNTRIES, LONGEST_VALIDITY_DAYS, check_ids
from bot.flows.checks.manner import remarks_on_numbers, remarks_on_words
from bot.flows.checks.texts import check_text
from bot.flows.checks.wording import note_remarks
from bot.flows.format.parse import Path
from bot.flows.format.sheet import Sheet


def check_steps(
    sheet: Sheet[StepsFile], lines: Sheet[HelplinesFile] | None, required: Sequence[str], *, today: date | None
) -> None:
    """Check steps.yaml.

    Args:
        sheet: The file.
        lines: The directory of help lines, where it can be read.
        required: The languages that every text has.
        today: Steps that are past their day, or soon will be, are told; nobody looks at that without a day.
    """
    for guide_id, guide in sheet.content.guides.items():
        path: Path = ("guides", guide_id)
        _check_texts(sheet, path, {"title": guide.title, "about": guide.about}, required=required)
        for number, step in enumerate(guide.steps):
            place: Path = (*path, "steps", number)
            _check_texts(sheet, place, {"title": step.title, "text": step.text}, required=required)
            if any(step.id == earlier.id for earlier in guide.steps[:number]):
                sheet.at_value((*place, "id"), "E104", what=f'"{step.id}" stands above already')
            if lines is not None:
                check_ids(sheet, (*place, "lines"), step.lines, directory=lines)
        for number, country in enumerate(guide.countries):
            if country not in COUNTRIES:
                what = f'"{country}" is none of {", ".join(COUNTRIES)}'
                sheet.at_value((*path, "countries", number), "E605", what=what)
        _check_days(sheet, path, guide, today=today)


def _check_texts(
    sheet: Sheet[StepsFile], path: Path, texts: dict[str, dict[str, str]], *, required: Sequence[str]
) -> None:
    for key, text in texts.items():
        check_text(sheet, (*path, key), text, required=required)
        for language, written in text.items():
            remarks = [*remarks_on_words(written, language), *remarks_on_numbers(written)]
            note_remarks(sheet, (*path, key, language), remarks)


def _check_days(sheet: Sheet[StepsFile], path: Path, guide: Guide, *, today: date | None) -> None:
    days = (guide.valid_until - guide.last_checked).days
    if not 0 <= days <= LONGEST_VALIDITY_DAYS:
        what = f"{days} days after the last check; 0 to {LONGEST_VALIDITY_DAYS}, then somebody has to look again"
        sheet.at_value((*path, "valid_until"), "E605", what=what)
    elif today is not None and (guide.valid_until - today).days <= NOTICE.days:
        left = (guide.valid_until - today).days
        what = f"{left} days from now the desk says that it is old; look at the source again"
        sheet.at_value((*path, "valid_until"), "W606", what=what)
    if not guide.verified:
        sheet.at_key(path, "W605", what='verified by nobody; ask somebody who knows, and write "verified: true"')
