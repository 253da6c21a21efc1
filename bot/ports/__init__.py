"""What the use cases ask of the world, as Protocols; adapters fill them, fakes fill them too.

Times are aware UTC. Everything of `Transaction` is synchronous: it runs in a worker thread, inside one
transaction of the database, and takes effect as a whole or not at all.
"""

from bot.ports.blocks import Blocks
from bot.ports.callbacks import Callbacks, CallDesk
from bot.ports.cases import Cases
from bot.ports.day_hours import DayBook
from bot.ports.emergencies import Emergencies
from bot.ports.event_log import EventLog, People
from bot.ports.keys import Keyring, Subkey
from bot.ports.meter import SILENT, DeliveryResult, Meter
from bot.ports.named_groups import NamedGroups
from bot.ports.onlooker import UNSEEN, Onlooker
from bot.ports.open_lines import OpenLines
from bot.ports.outbox import Outbox
from bot.ports.pauses import Pauses
from bot.ports.rows import Conversations, Drafts, Guests, Publications, Referrals, Transfers, WaysBack
from bot.ports.shifts import Feeds, Shifts
from bot.ports.staff import Motions, StaffBook
from bot.ports.store import Job, Needs, Store, Transaction, Work
from bot.ports.world import (
    Alarm,
    Channel,
    Clock,
    Deskbell,
    Duty,
    Frontdesk,
    Journal,
    Leaves,
    Listener,
    NewId,
    Phrases,
    Typed,
    unnoted,
)

__all__ = [
    "SILENT",
    "UNSEEN",
    "Alarm",
    "Blocks",
    "CallDesk",
    "Callbacks",
    "Cases",
    "Channel",
    "Clock",
    "Conversations",
    "DayBook",
    "DeliveryResult",
    "Deskbell",
    "Drafts",
    "Duty",
    "Emergencies",
    "EventLog",
    "Feeds",
    "Frontdesk",
    "Guests",
    "Job",
    "Journal",
    "Keyring",
    "Leaves",
    "Listener",
    "Meter",
    "Motions",
    "NamedGroups",
    "Needs",
    "NewId",
    "Onlooker",
    "OpenLines",
    "Outbox",
    "Pauses",
    "People",
    "Phrases",
    "Publications",
    "Referrals",
    "Shifts",
    "StaffBook",
    "Store",
    "Subkey",
    "Transaction",
    "Transfers",
    "Typed",
    "WaysBack",
    "Work",
    "unnoted",
]
