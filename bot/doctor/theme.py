"""Whether the web chat's own look can be used: its file, its words, its contrast, and no host but ours."""

from collections.abc import Mapping, Sequence

from bot.channels.webchat.theme import WHERE, Wrong, examine
from bot.ops.findings import Finding
from bot.ports import Clock
from bot.settings import Settings

CURES: Mapping[Wrong, str] = {
    Wrong.FORM: "Write it as docs/web-chat.md has it: TOML with [title], [heading], [light] and [dark], #rrggbb.",
    Wrong.ABROAD: "Take it out: the page asks no other host for anything. AJAR_WEB_LEAVE_TO is where its exit leads.",
    Wrong.NAME: "Take it out, or write it as docs/web-chat.md does.",
    Wrong.WORDS: "Choose words that say nothing: the tab and the history show them.",
    Wrong.CONTRAST: "Make one of the two darker or lighter.",
}


async def check(settings: Settings, clock: Clock) -> Sequence[Finding]:  # noqa: ARG001 - every check has the same form
    """Read the file, where there is one. With any fault in it the server does not start."""
    if settings.web_theme is None:
        return []
    try:
        text = settings.web_theme.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        fix = "Check that it exists, that this user may read it, and that it is UTF-8; or take the setting out."
        return [Finding("theme.file", "The file of the theme can't be read.", fix, WHERE)]
    _, faults = examine(text)
    return [Finding(f"theme.{kind}", f"The theme: {what}.", CURES[kind], WHERE) for kind, what in faults]
