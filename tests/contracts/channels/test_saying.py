"""What the bot says arrives as it was said: once, in order, whole, and gone again where the channel can do that."""

import asyncio
from datetime import timedelta

import pytest

from bot.errors import PerhapsSent, TryLater, Undeliverable
from bot.model import UNKNOWN_REF, MessageRef
from tests.contracts.channels.lines import YES_OR_NO, Ear, Line, refs_in, row


async def test_a_bubble_is_shown_as_it_is(line: Line) -> None:
    """No sign of it means anything to an app; each message has an id where one can be deleted."""
    mia = line.phone()
    text = "Kijk op https://example.org *rustig* <b>aan</b> & é 🙂."
    async with line.hears(Ear()):
        refs = [
            *await line.channel.send(mia.sender, row(text)),
            *await line.channel.send(mia.sender, row("Dag", number=3)),
        ]
        assert mia.screen == [text, "Dag"]

    assert len(set(refs)) == (2 if line.can.refs else 0)
    assert UNKNOWN_REF not in refs


async def test_options_can_be_read_and_typed(line: Line) -> None:
    """Whatever a tap does, each has a number, below the question."""
    mia = line.phone()
    async with line.hears(Ear()):
        await line.channel.send(mia.sender, row("Ben je veilig?", YES_OR_NO))
        (shown,) = mia.screen

    assert [read for read in shown.splitlines() if read] == ["Ben je veilig?", "1 · Ja", "2 · Nee"]


async def test_half_a_sign_does_not_stop_a_sentence(line: Line) -> None:
    """A counsellor's browser can send half an emoji; the rest arrives, and so does what follows."""
    mia = line.phone()
    async with line.hears(Ear()):
        await line.channel.send(mia.sender, row("Dag \ud83d!"))
        await line.channel.send(mia.sender, row("Hoi.", number=3))

        assert [text.replace("�", "?") for text in mia.screen] == ["Dag ?!", "Hoi."]


@pytest.mark.parametrize("sign", ["a", "é", "字", "👍", "👩‍👩‍👧‍👦", "🇳🇱", "e\u0301\u0323"])
async def test_a_long_text_arrives_whole(line: Line, sign: str) -> None:
    """In as many messages as it takes, none of them longer than may be, and no sign cut in two."""
    mia = line.phone()
    text = sign * (13_000 // len(sign.encode()))
    async with line.hears(Ear()):
        refs = await line.channel.send(mia.sender, row(text))
        shown = mia.screen

    assert "".join(shown) == text
    assert all(part.startswith(sign) and part.endswith(sign) for part in shown)
    if line.can.longest:
        assert len(shown) > 1
        assert max(len(part.encode()) for part in shown) <= line.can.longest
    else:
        assert len(shown) == 1
    assert len(set(refs)) == (len(shown) if line.can.refs else 0)


async def test_the_options_of_a_long_text_stand_below_all_of_it(line: Line) -> None:
    """Where somebody reads last."""
    mia = line.phone()
    async with line.hears(Ear()):
        await line.channel.send(mia.sender, row("woord " * 2_000 + "einde.", YES_OR_NO))
        *before, last = mia.screen

    assert [read for read in last.splitlines() if read][-2:] == ["1 · Ja", "2 · Nee"]
    assert "einde." in last
    assert not any("1 · Ja" in part for part in before)


async def test_a_text_that_broke_off_goes_on_behind_what_arrived(line: Line) -> None:
    """A part fails: the next attempt sends that one and those behind it. One message can't break off."""
    mia, long = line.phone(), row("woord " * 2_000)
    async with line.hears(Ear()):
        if line.can.longest:
            sending = asyncio.get_running_loop().create_task(line.channel.send(mia.sender, long))
            await line.spoils_the_next(mia)
            with pytest.raises((TryLater, PerhapsSent)) as fault:
                await sending
            assert 0 < len(fault.value.shown) == len(mia.screen)
        refs = await line.channel.send(mia.sender, long)
        shown = mia.screen

    assert " ".join(shown).split() == ["woord"] * 2_000
    assert len(refs) == (len(shown) if line.can.refs else 0)


async def test_it_is_told_before_anything_leaves(line: Line) -> None:
    """Whoever writes down that a bubble may have arrived does so before it can have, and may still stop it."""
    mia, seen = line.phone(), list[int]()

    async def leaves() -> None:
        seen.append(len(mia.screen))

    async def dies() -> None:
        raise RuntimeError

    async with line.hears(Ear()):
        await line.channel.send(mia.sender, row("Dag."), leaves=leaves)
        with pytest.raises(RuntimeError):
            await line.channel.send(mia.sender, row("Nee.", number=2), leaves=dies)
        shown = mia.screen

    assert seen == [0]
    assert shown == ["Dag."]


async def test_a_row_that_comes_twice(line: Line) -> None:
    """After a crash nobody knows whether it arrived. A channel that tells rows apart shows it once."""
    mia = line.phone()
    async with line.hears(Ear()):
        for _ in range(2):
            await line.channel.send(mia.sender, row("Dag."))

        assert mia.screen == ["Dag."] * (1 if line.can.shows_once else 2)


async def test_somebody_who_is_gone(line: Line) -> None:
    """Comes back as undeliverable, so that they are forgotten; a channel that can't tell harms nobody by it."""
    ear, mia = Ear(), line.phone()
    async with line.hears(ear):
        mia.says("hallo")
        await ear.hears(1)
        mia.leaves()
        if line.can.tells_goodbye:
            await ear.hears(2)
        if line.can.knows_gone:
            with pytest.raises(Undeliverable):
                await line.channel.send(mia.sender, row("Dag."))
        else:
            await line.channel.send(mia.sender, row("Dag."))


async def test_what_we_said_can_be_taken_back(line: Line) -> None:
    """As often as it is asked for; where it can't be, asking changes nothing. What has no id is never called gone."""
    mia = line.phone()
    async with line.hears(Ear()):
        refs = [
            *await line.channel.send(mia.sender, row("een")),
            *await line.channel.send(mia.sender, row("twee", number=3)),
        ]
        left = [await line.channel.delete(mia.sender, [*refs, UNKNOWN_REF]) for _ in range(2)]
        assert mia.screen == ([] if line.can.unsends else ["een", "twee"])
        await line.channel.send(mia.sender, row("drie", number=4))

        assert mia.screen[-1] == "drie"
    assert [list(one) for one in left] == [[UNKNOWN_REF] if line.can.refs else []] * 2


async def test_what_is_too_old_stays_and_keeps_no_other(line: Line) -> None:
    """Platforms take nothing back after their time; it is told, and the younger go all the same."""
    mia, can = line.phone(), line.can
    limit = can.unsends if can.unsends not in {None, timedelta.max} else timedelta(days=300)
    async with line.hears(Ear()):
        old = await line.channel.send(mia.sender, row("oud"))
        line.time_passes(timedelta(minutes=1))
        young = await line.channel.send(mia.sender, row("jong", number=3))
        line.time_passes(limit - timedelta(seconds=30))
        left = await line.channel.delete(mia.sender, [*young, *old])
        shown = mia.screen

    assert shown == {None: ["oud", "jong"], timedelta.max: []}.get(can.unsends, ["oud"])
    assert [ref for ref in left if ref in young] == []
    assert list(left) == (list(old) if shown == ["oud"] else [])


async def test_what_they_wrote_is_deleted_where_that_is_possible(line: Line) -> None:
    """Together with what we said; a foreign or unknown id keeps no other."""
    ear, mia = Ear(), line.phone()
    async with line.hears(ear):
        mia.says("hallo")
        (event,) = await ear.hears(1)
        assert mia.chat == ["hallo"] * line.can.unsends_theirs
        await line.channel.delete(mia.sender, [*refs_in(event), MessageRef("999999"), MessageRef("b-1")])

        assert mia.chat == []


async def test_messages_disappear_by_themselves_from_our_first_word(line: Line) -> None:
    """Where the platform has a timer: set once and never again, since what a person changes is theirs."""
    ear, mia = Ear(), line.phone()
    async with line.hears(ear):
        mia.says("hallo")
        await ear.hears(1)
        for number in (1, 2, 3):
            await line.channel.send(mia.sender, row(f"{number}.", number=number))
        assert mia.screen == ["1.", "2.", "3."]

    assert len(mia.timers) == line.can.sets_timer
