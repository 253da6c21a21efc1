"""What counsellors can take over: in every language, spoken as the bot speaks, with help lines that exist."""

from collections.abc import Sequence

from bot.content.schema import CannedFile, HelplinesFile
from bot.flows.checks.lines import check_ids
from bot.flows.checks.manner import remarks_on_bubble, remarks_on_numbers, remarks_on_questions, remarks_on_words
from bot.flows.checks.texts import check_text
from bot.flows.checks.wording import note_remarks
from bot.flows.facts import Filling
from bot.flows.format.sheet import Sheet


def check_canned(sheet: Sheet[CannedFile], lines: Sheet[HelplinesFile] | None, required: Sequence[str]) -> None:
    """Check the translations of canned.yaml, and the help lines that it names."""
    for text_id, canned in sheet.content.texts.items():
        for key, texts in (("title", canned.title), ("text", canned.text)):
            check_text(sheet, ("texts", text_id, key), texts, required=required)
        if lines is not None:
            check_ids(sheet, ("texts", text_id, "lines"), canned.lines, directory=lines)


def check_wording_of_canned(sheet: Sheet[CannedFile], fill: Filling) -> None:
    """Check how it speaks: what a counsellor takes over meets the same locked screen as what the bot says."""
    for text_id, canned in sheet.content.texts.items():
        for language, written in canned.text.items():
            text = fill(written, language)
            remarks = [*remarks_on_bubble(text, language), *remarks_on_questions(text), *remarks_on_numbers(text)]
            note_remarks(sheet, ("texts", text_id, "text", language), remarks, is_as_written=text == written)
        for language, title in canned.title.items():
            note_remarks(sheet, ("texts", text_id, "title", language), remarks_on_words(title, language))
