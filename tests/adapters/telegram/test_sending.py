"""What the bot says arrives once, in order, as quietly as Telegram can; every fault comes back under its right name."""

from datetime import timedelta

import pytest

from bot.channels.telegram import TelegramChannel, TokenRefused
from bot.channels.telegram.client import TelegramClient
from bot.channels.telegram_message import compose
from bot.errors import PerhapsSent, Refused, TryLater, Undeliverable
from bot.model import Bubble, Option
from tests.adapters.telegram.rig import MIA, NOOR, YES_OR_NO, Rig, outbound, sender
from tests.peers.botapi import Fault


async def test_a_bubble_is_silent_protected_and_without_a_preview(rig: Rig) -> None:
    """No sound, no forwarding, no link preview, no formatting that could go wrong."""
    mia = rig.person()

    refs = await rig.channel.send(sender(), outbound("Kijk op https://example.org *rustig* <b>aan</b>."))

    shown = await mia.reads()
    assert refs == (str(shown.message_id),)
    assert shown.text == "Kijk op https://example.org *rustig* <b>aan</b>."
    assert (shown.silent, shown.protected) == (True, True)
    assert shown.extra == {"link_preview_options": {"is_disabled": True}}


async def test_each_option_has_a_row_and_a_number_that_can_be_typed(rig: Rig) -> None:
    """Buttons die after 150 seconds; the number on them does not."""
    mia = rig.person()

    await rig.channel.send(sender(), outbound("Ben je veilig?", YES_OR_NO))

    assert (await mia.reads()).buttons == [("1 · Ja", "3-9f2c1a:yes"), ("2 · Nee", "3-9f2c1a:no")]


def test_options_that_fit_no_button_become_numbered_lines() -> None:
    """Whatever an editor names an option, the question arrives and can be answered."""
    messages = compose(Bubble("Wat nu?", (Option("é" * 40, "Praten"), Option("b", "Stop")), "3-9f2c1a"))

    assert [message["text"] for message in messages] == ["Wat nu?\n\n1 · Praten\n2 · Stop"]
    assert "reply_markup" not in messages[0]


async def test_the_longest_allowed_option_id_fits_on_a_button(rig: Rig) -> None:
    """A prompt token and 40 characters stay under Telegram's 64 bytes."""
    mia = rig.person()

    await rig.channel.send(sender(), outbound("Kies.", (Option("o" * 40, "Dit"),)))

    assert (await mia.reads()).buttons == [("1 · Dit", f"3-9f2c1a:{'o' * 40}")]


async def test_one_flooded_chat_waits_while_others_go_on(rig: Rig) -> None:
    """429 holds up the one conversation that it names; its sender is told how long."""
    rig.person(MIA)
    noor = rig.person(NOOR)
    rig.api.floods(MIA, 17)

    with pytest.raises(TryLater) as flooded:
        await rig.channel.send(sender(MIA), outbound())
    await rig.channel.send(sender(NOOR), outbound("Hoi Noor."))

    assert flooded.value.retry_after is not None
    assert timedelta(seconds=16) <= flooded.value.retry_after <= timedelta(seconds=18)
    assert (await noor.reads()).text == "Hoi Noor."


@pytest.mark.parametrize("body", [b"<html>slow down</html>", b'{"ok":false,"description":"Too Many Requests"}', b""])
async def test_a_429_without_a_time_means_a_second(rig: Rig, body: bytes) -> None:
    """Something before Telegram may not know `retry_after`."""
    rig.person()
    rig.api.plan(Fault.RAW, status=429, body=body)

    with pytest.raises(TryLater) as flooded:
        await rig.channel.send(sender(), outbound())

    assert flooded.value.retry_after == timedelta(seconds=1)


@pytest.mark.parametrize("state", ["unknown", "never_started", "deactivated"])
async def test_somebody_who_is_no_longer_there_is_gone(rig: Rig, state: str) -> None:
    """400 "chat not found" and the like mean the same as 403."""
    if state != "unknown":
        person = rig.api.person(MIA)
        person.has_started = person.is_deactivated = state == "deactivated"

    with pytest.raises(Undeliverable):
        await rig.channel.send(sender(), outbound())


async def test_a_foreign_403_is_no_block(rig: Rig) -> None:
    """A proxy's "forbidden" must not make us forget people: it is tried again."""
    rig.person()
    rig.api.plan(Fault.RAW, status=403, body=b"<html>Access denied</html>")

    with pytest.raises(TryLater):
        await rig.channel.send(sender(), outbound())


@pytest.mark.parametrize("fault", [Fault.CUT_BEFORE, Fault.CUT_AFTER, Fault.SERVER_ERROR, Fault.GATEWAY])
async def test_nobody_knows_the_fate_of_a_call_without_an_answer(rig: Rig, fault: Fault) -> None:
    """A cut connection and a 5xx leave it open whether the bubble is there."""
    mia = rig.person()
    rig.api.plan(fault)

    with pytest.raises(PerhapsSent):
        await rig.channel.send(sender(), outbound())

    assert len(mia.seen) == (1 if fault is Fault.CUT_AFTER else 0)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"not json",
        b"[" * 10_000,
        b'{"ok":true,"result":' + b"[" * 10_000,
        b'{"ok":true,"result":{"message_id":"\xff"}}',
        b'{"ok":true,"result":true}',
        b'{"ok":true}',
        b'{"ok":true,"result":{"message_id":NaN}}',
        b'{"ok":true,"result":{"x":"' + b"a" * (10 << 20) + b'"}}',
    ],
    ids=["empty", "text", "deep", "deep result", "bad utf-8", "wrong type", "no result", "nan", "10 MiB"],
)
async def test_an_unreadable_answer_leaves_it_open(rig: Rig, body: bytes) -> None:
    """Whatever a 200 holds, it is either an id or a doubt; nothing crashes."""
    rig.person()
    rig.api.plan(Fault.RAW, body=body)

    with pytest.raises(PerhapsSent):
        await rig.channel.send(sender(), outbound())


async def test_an_endless_answer_is_cut_off(rig: Rig) -> None:
    """More than any answer of Telegram is not read to its end."""
    rig.person()
    rig.api.plan(Fault.RAW, body=b'{"ok":true,"result":"' + b"a" * (33 << 20))

    with pytest.raises(PerhapsSent):
        await rig.channel.send(sender(), outbound())


async def test_an_answer_that_comes_too_late_leaves_it_open(rig: Rig) -> None:
    """A timeout is a doubt, not a failure."""
    rig.person()
    rig.api.plan(Fault.SLOW, delay_s=30)
    hasty = TelegramClient(rig.api.token, rig.session, api_url=rig.api.url, answer_within_s=0.5)

    with pytest.raises(PerhapsSent):
        await TelegramChannel(hasty, rig.clock).send(sender(), outbound())


async def test_a_bubble_that_never_left_may_go_later(rig: Rig) -> None:
    """No connection: certainly not sent, so sending again shows nothing twice."""
    nowhere = TelegramClient(rig.api.token, rig.session, api_url="http://127.0.0.1:9")

    with pytest.raises(TryLater) as fault:
        await TelegramChannel(nowhere, rig.clock).send(sender(), outbound())

    assert fault.value.retry_after is None


async def test_nothing_is_sent_over_a_closed_session(rig: Rig) -> None:
    """While the bot stops, a bubble stays in the outbox."""
    await rig.session.close()

    with pytest.raises(TryLater):
        await rig.channel.send(sender(), outbound())


@pytest.mark.parametrize(
    ("description", "told"),
    [
        ("Bad Request: message is too long", "Telegram says: message is too long."),
        ("Bad Request: can't parse entities near 'Mia Jansen, 0612345678'", "Telegram refuses this message."),
    ],
)
async def test_a_refusal_tells_only_what_holds_nothing_personal(rig: Rig, description: str, told: str) -> None:
    """The operator reads Telegram's reason if it is on the list, else a plain sentence."""
    rig.person()
    body = f'{{"ok":false,"error_code":400,"description":"{description}"}}'.encode()
    rig.api.plan(Fault.RAW, status=400, body=body)

    with pytest.raises(Refused) as refused:
        await rig.channel.send(sender(), outbound())

    assert refused.value.what == told


async def test_an_empty_bubble_is_refused_and_the_next_one_passes(rig: Rig) -> None:
    """One bad bubble is dropped alone."""
    mia = rig.person()

    with pytest.raises(Refused, match="text is empty"):
        await rig.channel.send(sender(), outbound("  "))
    await rig.channel.send(sender(), outbound("Hoi.", number=2))

    assert (await mia.reads()).text == "Hoi."


@pytest.mark.parametrize("token", ["1:wrong-but-well-formed", "nonsense"])
async def test_a_wrong_token_names_the_setting_and_the_cure(rig: Rig, token: str) -> None:
    """401 and 404 are the operator's to mend; nothing was sent."""
    client = TelegramClient(token, rig.session, api_url=rig.api.url)

    with pytest.raises(TokenRefused) as refused:
        await TelegramChannel(client, rig.clock).send(sender(), outbound())

    assert str(refused.value).startswith("AJAR_TELEGRAM_TOKEN: Telegram refuses")
    assert "@BotFather" in refused.value.fix
    assert token not in str(refused.value)


async def test_what_is_no_unicode_is_refused_before_it_leaves(rig: Rig) -> None:
    """Half a surrogate pair in an id that somebody's app made up."""
    with pytest.raises(Refused, match="not Unicode"):
        await rig.client.call("answerCallbackQuery", {"callback_query_id": "\ud800"})

    assert not rig.api.calls
