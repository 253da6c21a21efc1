"""A look of one's own: read whole or refused whole, and never one that can't be read or that betrays."""

import re
from dataclasses import replace
from pathlib import Path

import aiohttp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.webchat import Face, Theme, page, read_theme
from bot.doctor import CHECKS
from bot.errors import SettingsError
from bot.model import LANGUAGES
from bot.public_page import read_face
from bot.settings import read_settings
from tests.adapters.webchat.rig import Rig
from tests.fakes import FakeClock

BLUE = """
[title]
nl = "Post"
[heading]
nl = "Schrijf ons"
[light]
accent = "#1d4f8c"
paper = "#fbfbfd"
[dark]
accent = "#9cc4f2"
"""


def test_the_shipped_look_is_that_of_the_style() -> None:
    """One table in two places: the style of the page, and what a theme is laid over."""
    style = page.assets()["page.css"].body.decode()
    light, dark = re.findall(r":root \{(.*?)\n\s*\}", style, flags=re.DOTALL)
    shipped = Theme()

    for colours, block in ((shipped.light, light), (shipped.dark, dark)):
        declared = dict(re.findall(r"--([\w-]+): (#\w{6});", block))
        assert declared == {name.replace("_", "-"): value for name, value in colours.items()}


def test_the_shipped_look_passes_its_own_rules() -> None:
    """An empty file changes nothing."""
    assert read_theme("") == replace(Theme(), words={language: {} for language in LANGUAGES})


async def test_a_service_has_its_own_words_and_colours() -> None:
    """In the language they were given in; the rest stays."""
    async with Rig(face=Face("/elsewhere", read_theme(BLUE))).serve() as chat, aiohttp.ClientSession() as session:
        html = {
            language: await (await session.get(f"{chat.origin}/", headers={"Accept-Language": language})).text()
            for language in LANGUAGES
        }
        style = await (await session.get(f"{chat.origin}/static/chat/theme.css")).text()

    assert "<title>Post</title>" in html["nl"]
    assert "Schrijf ons</h1>" in html["nl"]
    assert "<title>Message</title>" in html["en"]
    assert 'content="#fbfbfd"' in html["fr"]
    assert '<link rel="stylesheet" href="/static/chat/theme.css">' in html["fr"]
    assert "--accent: #1d4f8c;" in style.partition("@media")[0]
    assert "--accent: #9cc4f2;" in style.partition("@media")[2]
    assert "--on-accent: #ffffff;" in style


async def test_without_a_theme_no_file_is_asked_for(chat: Rig) -> None:
    """A file less on a slow line."""
    async with aiohttp.ClientSession() as session:
        html = await (await session.get(f"{chat.origin}/")).text()
        answer = await session.get(f"{chat.origin}/static/chat/theme.css")

    assert "theme.css" not in html
    assert answer.status == 404


@pytest.mark.parametrize(
    ("theme", "words"),
    [
        ("[light]\nink = '#aaaaaa'", "light: ink on paper has a contrast of 2.1, and needs 4.5"),
        ("[dark]\naccent = '#222222'", "dark: accent on paper has a contrast of 1.1, and needs 3.0"),
        ("[light]\nedge = '#eeeeee'", "light: edge on raised"),
        ("[light]\nshadow = '#eeeeee'", "shadow is no colour of the page"),
        ("[title]\nde = 'Post'", "de is no language of the page"),
        ("[title]\nnl = 'Hulp bij sektes'", 'title (nl): "sektes"'),
        ("[heading]\nfr = 'Contre les violences'", "heading (fr): "),
        ("[light]\nink = 'red'", "light"),
        ("[light]\nink = '#000000; } body { display: none'", "light"),
        ("[title]\nnl = 'x'\nlogo = 1", "title"),
        ("fonts = 'Comic'", "fonts"),
        ("[title", "The theme can't be used"),
        (f"[title]\nnl = '{'x' * 41}'", "title"),
    ],
)
def test_a_theme_that_harms_is_refused_with_its_reason(theme: str, words: str) -> None:
    """Before anybody sees the page."""
    with pytest.raises(SettingsError, match=re.escape(words)) as caught:
        read_theme(theme)

    assert caught.value.where == "AJAR_WEB_THEME"


@given(st.dictionaries(st.sampled_from(sorted(Theme().light)), st.from_regex(r"\A#[0-9a-f]{6}\Z")))
def test_whatever_is_accepted_can_be_read(colours: dict[str, str]) -> None:
    """No accepted theme puts words on a ground of nearly their own colour."""
    try:
        theme = read_theme("[light]\n" + "".join(f'{name} = "{value}"\n' for name, value in colours.items()))
    except SettingsError:
        return
    for front, back in (("ink", "paper"), ("ink", "own"), ("on_accent", "accent"), ("on_leave", "leave")):
        assert _distance(theme.light[front], theme.light[back]) > 80


def _distance(one: str, other: str) -> int:
    """Return how far two colours are apart, of 765: a rough measure that knows no formula of contrast."""
    return sum(abs(int(one[at : at + 2], 16) - int(other[at : at + 2], 16)) for at in (1, 3, 5))


@pytest.mark.parametrize(
    ("theme", "found"),
    [
        (BLUE, []),
        ("[light]\nink = '#aaaaaa'\n[dark]\naccent = '#222222'", ["theme.contrast"]),
        ("[light]\nshadow = '#eeeeee'\n[title]\nde = 'Post'\nnl = 'Hulp bij sektes'", ["theme.name", "theme.words"]),
        ("[title]\nnl = 'Zie //x.example'", ["theme.abroad"]),
        ("font = 'https://fonts.example/a.woff2'", ["theme.abroad", "theme.form"]),
        ("[light]\npaper = ['url(x)']", ["theme.abroad", "theme.form"]),
        ("[title", ["theme.form"]),
        (None, ["theme.file"]),
        (b"\xff\xfe", ["theme.file"]),
    ],
)
async def test_the_doctor_tells_each_fault_with_its_cure(
    tmp_path: Path, theme: str | bytes | None, found: list[str]
) -> None:
    """Before a start that would fail, all at once; a theme that can be used is told nothing about."""
    file = tmp_path / "theme.toml"
    if theme is not None:
        file.write_bytes(theme.encode() if isinstance(theme, str) else theme)
    settings = read_settings({"AJAR_WEB_THEME": str(file)}, env_file=tmp_path / "none")

    findings = await CHECKS["theme"](settings, FakeClock())

    assert sorted({one.check for one in findings}) == found
    assert all(one.where == "AJAR_WEB_THEME" and one.fix and one.what.endswith(".") for one in findings)


def test_the_file_is_read_at_the_start(tmp_path: Path) -> None:
    """With the address that leaving leads to."""
    (tmp_path / "theme.toml").write_text(BLUE, encoding="utf-8")
    given = {"AJAR_WEB_THEME": str(tmp_path / "theme.toml"), "AJAR_WEB_LEAVE_TO": "https://www.example.org/weather"}

    face = read_face(read_settings(given, env_file=tmp_path / "none"))

    assert face == Face("https://www.example.org/weather", read_theme(BLUE))


def test_a_file_that_is_not_there_is_a_clear_fault(tmp_path: Path) -> None:
    """The name of the setting and the cure."""
    settings = read_settings({"AJAR_WEB_THEME": str(tmp_path / "no.toml")}, env_file=tmp_path / "none")

    with pytest.raises(SettingsError, match="AJAR_WEB_THEME: The file can't be read"):
        read_face(settings)
