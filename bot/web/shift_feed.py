"""The shifts of one counsellor as a calendar reads them, without a login; the one door to `icalendar`.

In it are times, the word "shift" and a number that its owner chose: no name of anybody or of the service, nothing that
says what it is for, and nothing that comes from a help-seeker.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, tzinfo

from aiohttp import web
from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard

from bot.handover.feeds import FedShift, Feed, ShiftFeeds
from bot.model import Language
from bot.ports import Clock
from bot.web.limits import Limit, Networks
from bot.web.origin import client_address
from bot.web.sessions import digest_of
from bot.web.texts import say, spoken

PATH = "/rota/feed/{token:[A-Za-z0-9_-]{43}}.ics"
TRIES = 120
"""So often an address of the network may ask within `WITHIN`; calendars of a whole office may come from one."""
WITHIN = timedelta(minutes=10)
_MAKER = "-//shifts//"
_MINUTE, _DAY = timedelta(minutes=1), timedelta(days=1)
_BEFORE = timedelta(days=400)
"""From so long before the first shift on, and until so long after the last, the calendar explains its clock."""


class ShiftFeedPage:
    """Answers calendars. A token that opens nothing is a page that is not there, whatever it was once."""

    def __init__(self, feeds: ShiftFeeds, clock: Clock) -> None:
        """Open what `feeds` knows; tries are counted on `clock`."""
        self._feeds = feeds
        self._clock = clock
        self._networks = Networks()
        self._limit = Limit(TRIES, WITHIN)

    async def show(self, request: web.Request) -> web.Response:
        """Answer with the calendar; who asks too often hears so, whether there is one or not."""
        network, now = self._networks.of(client_address(request)), self._clock.now()
        if self._limit.wait(network, now):
            raise web.HTTPTooManyRequests
        self._limit.count(network, now)
        feed = await self._feeds.open(digest_of(request.match_info["token"]))
        if feed is None:
            raise web.HTTPNotFound
        return web.Response(body=as_calendar(feed), content_type="text/calendar", charset="utf-8")


def as_calendar(feed: Feed) -> bytes:
    """Return a feed as a calendar reads it (RFC 5545)."""
    language = spoken(feed.language)
    calendar = Calendar()
    calendar.add("prodid", _MAKER)
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", say(language, "rota.feed_name"))
    if feed.shifts:
        first = min(one.start_at for one in feed.shifts).astimezone(UTC)
        last = max(one.end_at for one in feed.shifts).astimezone(UTC)
        calendar.add_component(_timezone(feed.zone, first - _BEFORE, last + _BEFORE))
    for one in feed.shifts:
        calendar.add_component(_event(one, language, now=feed.now))
    return bytes(calendar.to_ical())


def _event(one: FedShift, language: Language, *, now: datetime) -> Event:
    title, calls = say(language, "rota.feed_shift"), one.shift.calls
    event = Event()
    event.add("uid", f"{one.shift.id.hex()}@shifts")
    event.add("dtstamp", now)
    event.add("dtstart", one.start_at)
    event.add("dtend", one.end_at)
    event.add("summary", f"{title} · {calls}" if calls else title)
    event.add("sequence", one.shift.version - 1)
    event.add("class", "PRIVATE")
    return event


def _timezone(zone: tzinfo, first: datetime, last: datetime) -> Timezone:
    """Return how a clock is changed from one moment to another.

    By hand, since `icalendar` writes the onset of summer time an hour late: it is to be told on the clock that ends.
    """
    described = Timezone()
    described.add("tzid", str(zone))
    begin = first.astimezone(zone)
    described.add_component(_observance(begin, begin.replace(tzinfo=None, fold=0), begin))
    for change in _changes(zone, first, last):
        before, after = (moment.astimezone(zone) for moment in (change - _MINUTE, change))
        described.add_component(_observance(before, before.replace(tzinfo=None, fold=0) + _MINUTE, after))
    return described


def _observance(before: datetime, onset: datetime, after: datetime) -> TimezoneStandard | TimezoneDaylight:
    """Return what holds from an onset on, which is told on the clock that was before."""
    part = TimezoneDaylight() if after.dst() else TimezoneStandard()
    part.add("dtstart", onset)
    part.add("tzoffsetfrom", before.utcoffset())
    part.add("tzoffsetto", after.utcoffset())
    part.add("tzname", after.tzname() or "")
    return part


def _changes(zone: tzinfo, first: datetime, last: datetime) -> Iterator[datetime]:
    """Yield the moments at which a clock is changed, to the minute."""
    day = first
    while day < last:
        before, after = day, day + _DAY
        if before.astimezone(zone).utcoffset() != after.astimezone(zone).utcoffset():
            while after - before > _MINUTE:
                middle = before + (after - before) // _MINUTE // 2 * _MINUTE
                is_before = middle.astimezone(zone).utcoffset() == day.astimezone(zone).utcoffset()
                before, after = (middle, after) if is_before else (before, middle)
            yield after
        day += _DAY
