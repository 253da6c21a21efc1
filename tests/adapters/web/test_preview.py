"""What an editor's page hears: the conversation over the files as they are, and nothing of anybody's."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from aiohttp import WSCloseCode, WSServerHandshakeError

from bot.figures.periods import Quarter
from bot.figures.ways import Place, WaysOn
from bot.flows.values.reading import Whereabouts
from bot.preview import equipment
from bot.settings import read_settings
from bot.web.preview.live import LOOK_AT_LOGIN
from bot.web.preview.wire import LARGEST_FRAME_BYTES, MOST_DOINGS
from bot.web.preview.workshop import Workshop
from bot.web.sockets import PULSE_EVERY, SESSION_OVER
from tests.adapters.web.front import Front, LiveView, Visitor

CHANNELS = ("webchat", "telegram", "signal")
ASKS = "Kun je typen?"


def tap(option: str, channel: str = "telegram") -> dict[str, str]:
    """Somebody taps an option."""
    return {"channel": channel, "text": "", "option": option}


def typed(text: str, channel: str = "signal") -> dict[str, str]:
    """Somebody types."""
    return {"channel": channel, "text": text, "option": ""}


async def plays(view: LiveView, *doings: dict[str, str], number: int = 1, **setting: object) -> dict[str, Any]:
    """Have a conversation played; returns how it goes."""
    await view.sends(kind="play", number=number, language="nl", doings=list(doings), **setting)
    return await view.sees("played")


def words(played: dict[str, Any], channel: str) -> list[str]:
    """Return every message that one channel shows."""
    side = next(side for side in played["sides"] if side["channel"] == channel)
    return [message["text"] for turn in side["turns"] for message in turn["messages"]]


async def test_one_conversation_is_shown_as_three_channels_would(eva: Visitor) -> None:
    """The same question: buttons, buttons, and a numbered list with how to choose."""
    async with eva.previews() as view:
        played = await plays(view)

    last = {channel: words(played, channel)[-1] for channel in CHANNELS}
    buttons = [side["turns"][-1]["messages"][-1]["buttons"] for side in played["sides"]]
    assert last["webchat"] == last["telegram"]
    assert last["signal"].startswith(f"{ASKS}\nOm te weten.\n\n1 · Ja\n2 · Nee")
    assert buttons == [[["ja", "Ja"], ["nee", "Nee"]], [["ja", "1 · Ja"], ["nee", "2 · Nee"]], []]


async def test_what_is_done_in_one_channel_happens_in_all(eva: Visitor) -> None:
    """A tap here, a number there, a word in the third: all stand at the same place, and one memory is shown."""
    async with eva.previews() as view:
        played = await plays(view, tap("ja"), typed("2"), typed("belgie", "webchat"))

    assert [side["node"] for side in played["sides"]] == ["start.menu"] * 3
    assert (played["node"], played["variables"]) == ("start.menu", {"land": "be", "vrij": True})
    assert [doing["option"] for doing in played["doings"]] == ["ja", "land", "be"]


async def test_time_goes_by_when_it_is_told_to(front: Front, eva: Visitor) -> None:
    """Past the moment at which nobody has answered; the page hears how long that is."""
    front.files.changes(
        "save: land\n        options:", "save: land\n        timeout: {after: 5m, next: lijnen}\n        options:"
    )
    async with eva.previews() as view:
        asked = await plays(view, tap("ja"), tap("land"))
        late = await plays(view, tap("ja"), tap("land"), {"channel": "signal", "minutes": asked["minutes_left"]})

    assert (asked["minutes_left"], asked["node"]) == (5, "start.land")
    assert (late["minutes_left"], late["node"]) == (0, "start.menu")
    assert [side["turns"][-1]["minutes"] for side in late["sides"]] == [5, 5, 5]


async def test_a_file_that_was_saved_is_played_at_once(front: Front, eva: Visitor) -> None:
    """The same doings over the new words, without anybody asking."""
    async with eva.previews() as view:
        await view.sees("served")
        await plays(view, tap("ja"))
        front.files.changes("Wat nu?", "Waar heb je zin in?")
        await front.looks_at_files()
        served, played = await view.sees("served"), await view.sees("played")

    assert (served["sound"], played["number"], played["node"]) == (True, 1, "start.menu")
    assert all("Waar heb je zin in?" in words(played, channel)[-1] for channel in CHANNELS)


async def test_a_broken_file_is_told_and_the_last_sound_one_plays_on(front: Front, eva: Visitor) -> None:
    """The finding says where and in which node; when it is put right, it is gone."""
    async with eva.previews() as view:
        before = await view.sees("served")
        sound = front.files.sources["flows.yaml"]
        front.files.changes("next: lijnen}\n          - {id: be,", "next: lijne}\n          - {id: be,")
        await front.looks_at_files()
        broken = await view.sees("served")
        played = await plays(view, tap("ja"))
        front.files.saves("flows.yaml", sound)
        await front.looks_at_files()
        mended = await view.sees("served")

    (fault,) = [one for one in broken["findings"] if not one["warning"]]
    line = next(number for number, text in enumerate(sound.splitlines(), 1) if "{id: nl," in text)
    assert (fault["code"], fault["file"], fault["line"], fault["node"]) == ("E203", "flows.yaml", line, "start.land")
    assert fault["text"] == sound.splitlines()[line - 1].replace("next: lijnen", "next: lijne")
    assert broken["codes"]["E203"]["cure"]
    assert (broken["sound"], broken["bundle"], played["node"]) == (False, before["bundle"], "start.menu")
    assert (mended["sound"], mended["bundle"], mended["findings"]) == (True, before["bundle"], before["findings"])


async def test_files_that_are_broken_from_the_start_play_as_soon_as_they_are_mended(front: Front, eva: Visitor) -> None:
    """What was asked for is not forgotten meanwhile."""
    sound = front.files.sources["flows.yaml"]
    front.files.saves("flows.yaml", "flows: [")
    async with eva.previews() as view:
        served = await view.sees("served")
        await view.sends(kind="play", number=7, language="nl", doings=[])
        front.files.saves("flows.yaml", sound)
        await front.looks_at_files()
        played = await view.sees("played")

    assert (served["bundle"], served["sound"], served["flows"]) == ("", False, [])
    assert served["findings"][0]["code"] == "E001"
    assert played["number"] == 7


async def test_an_option_that_is_gone_ends_what_can_be_done(front: Front, eva: Visitor) -> None:
    """The conversation goes as far as it still can; when the option comes back, so does the rest."""
    async with eva.previews() as view:
        await view.sees("served")
        whole = await plays(view, tap("ja"), tap("land"), tap("be"))
        front.files.changes("- {id: be, label", "- {id: vlaanderen, value: be, label")
        await front.looks_at_files()
        short = await view.sees("played")
        front.files.changes("- {id: vlaanderen, value: be, label", "- {id: be, label")
        await front.looks_at_files()
        again = await view.sees("played")

    assert (len(short["doings"]), short["node"]) == (2, "start.land")
    assert again == whole


async def test_files_that_do_not_change_are_not_read_again(front: Front, eva: Visitor) -> None:
    """Nor for a second page, nor for its drawing."""
    async with eva.previews() as view, eva.previews() as second:
        await view.sees("served")
        await second.sees("served")
        await plays(view)
        await eva.get("/preview/drawing?flow=start&language=nl")

    assert front.files.readings == 1


async def test_days_and_numbers_are_read_where_the_service_is(front: Front) -> None:
    """As in what is served: else an editor in Tokyo would see another day than the people there."""
    tokyo = Whereabouts(ZoneInfo("Asia/Tokyo"), "BE")
    reading = await Workshop(replace(front.files.equipment(), whereabouts=tokyo), front.clock).look()
    settings = read_settings({"AJAR_TIMEZONE": "Asia/Tokyo", "AJAR_COUNTRY": "BE"}, env_file=Path("/none"))

    assert reading.bundle is not None
    assert reading.bundle.whereabouts == tokyo
    assert equipment(settings, front.store).whereabouts == tokyo


async def test_an_editor_sees_how_people_went_on(front: Front, eva: Visitor) -> None:
    """On the drawing and as a list: of the places that are still in the files, and by the ids that stand there."""
    went = Place(60, {"option:lezen": 35, "stopped": 15})
    front.files.ways = WaysOn(Quarter(2026, 3), {"start.menu": went, "start.weg": Place(20)})
    async with eva.previews() as view:
        served = await view.sees("served")
    drawn = await (await eva.get("/preview/drawing?flow=start&language=nl")).text()

    place = {"node": "start.menu", "came": 60, "stopped": 15, "ways": [["lezen", 35]]}
    assert served["ways"] == {"quarter": "2026-Q3", "places": [place]}
    assert "60 came · 15 stopped" in drawn
    assert "Iets lezen · 35" in drawn


async def test_while_nobody_knows_how_people_went_on_the_preview_plays_all_the_same(eva: Visitor) -> None:
    """The database is away, and the files are there."""
    async with eva.previews() as view:
        served, played = await view.sees("served"), await plays(view, tap("ja"))
    drawn = await eva.get("/preview/drawing?flow=start&language=nl")

    assert (served["ways"], played["node"], drawn.status) == (None, "start.menu", 200)


async def test_nothing_is_kept(front: Front, eva: Visitor) -> None:
    """What is played opens no case, even where a human is asked for; the queue stays empty."""
    with front.somebody_at_the_desk():
        async with eva.previews() as view:
            played = await plays(view, typed("ik wil een mens"), tap("m15"))

    assert [side["turns"][-1]["news"] for side in played["sides"]] == [["case_normal"]] * 3
    assert await front.house.desk.queue() == ()
    assert front.store.audited == ["login"]


async def test_a_drawing_names_its_nodes(eva: Visitor) -> None:
    """So that the page can light them; it is a picture to a browser, and never a page."""
    answer = await eva.get("/preview/drawing?flow=start&language=fr")
    svg = await answer.text()

    assert (answer.status, answer.content_type) == (200, "image/svg+xml")
    assert 'id="start.menu"' in svg
    assert "Et maintenant ?" in svg
    assert "<script" not in svg
    assert " style=" not in svg


@pytest.mark.parametrize(
    "query", ["", "flow=start", "flow=nergens&language=nl", "flow=start&language=xx", "flow=..%2F"]
)
async def test_there_is_no_drawing_of_what_is_not_there(eva: Visitor, query: str) -> None:
    """Only flows and languages of the conversation are drawn."""
    answer = await eva.get(f"/preview/drawing?{query}")

    assert (answer.status, (await answer.json())["error"]) == (404, "no_drawing")


@pytest.mark.parametrize(
    "frame",
    [
        "no json",
        "[]",
        '{"kind": "duty", "on": true}',
        '{"kind": "play"}',
        '{"kind": "play", "number": 1, "language": "de", "doings": []}',
        '{"kind": "play", "number": 1, "language": "nl", "doings": [{"channel": "sms", "text": "x"}]}',
        '{"kind": "play", "number": 1, "language": "nl", "doings": [{"channel": "signal", "text": "\\u0000"}]}',
        '{"kind": "play", "number": 1, "language": "nl", "doings": [{"channel": "signal", "minutes": -1}]}',
        '{"kind": "play", "number": 1, "language": "nl", "doings": [], "files": "/etc"}',
        json.dumps({"kind": "play", "number": 1, "language": "nl", "doings": [typed("x")] * (MOST_DOINGS + 1)}),
    ],
)
async def test_what_is_no_frame_ends_the_connection(eva: Visitor, frame: str) -> None:
    """The page sends none of these."""
    async with eva.previews() as view:
        await view.socket.send_str(frame)

        assert await view.is_closed() == WSCloseCode.POLICY_VIOLATION


async def test_a_frame_that_is_too_large_ends_the_connection(eva: Visitor) -> None:
    """Nobody fills the memory."""
    async with eva.previews() as view:
        await view.socket.send_str(" " * (LARGEST_FRAME_BYTES + 1))

        assert await view.is_closed() == WSCloseCode.MESSAGE_TOO_BIG


async def test_a_start_that_is_not_there_begins_where_a_conversation_would_land(eva: Visitor) -> None:
    """A node of an earlier version, or of nobody: by ids, as when a bundle is published."""
    async with eva.previews() as view:
        gone = await plays(view, node="start.weg")
        nowhere = await plays(view, number=2, node="nergens.nooit")

    assert (gone["node"], nowhere["node"]) == ("start.menu", "start.vrij")


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1"])
async def test_a_foreign_page_can_open_no_preview(eva: Visitor, origin: str) -> None:
    """Browsers let every page open a socket; the Origin decides."""
    with pytest.raises(WSServerHandshakeError) as refused:
        async with eva.previews(origin=origin):
            pass

    assert refused.value.status == 403


async def test_a_language_is_changed_only_from_our_own_page(eva: Visitor) -> None:
    """With the token of this login, and from here."""
    forged = await eva.posts("/preview/language", {"language": "fr"}, headers={"X-Ajar-Csrf": "0" * 64})
    foreign = await eva.posts("/preview/language", {"language": "fr"}, headers={"Sec-Fetch-Site": "cross-site"})
    ours = await eva.posts("/preview/language", {"language": "fr"})

    assert (forged.status, foreign.status, ours.status) == (403, 403, 200)
    assert (await ours.json())["texts"]["preview.title"] == "Aperçu"


async def test_a_login_that_ended_closes_its_preview(front: Front, eva: Visitor) -> None:
    """Within five seconds, also without a word from the browser."""
    async with eva.previews() as view:
        await view.sees("served")
        await front.changes("Eva", disabled=True)
        front.clock.advance(LOOK_AT_LOGIN)

        assert await view.is_closed() == SESSION_OVER


async def test_a_quiet_line_shows_that_it_lives(front: Front, eva: Visitor) -> None:
    """A browser that hears nothing would make a new connection."""
    async with eva.previews() as view:
        await view.sees("served")
        front.clock.advance(PULSE_EVERY)

        assert await view.sees("pulse") == {"kind": "pulse"}
