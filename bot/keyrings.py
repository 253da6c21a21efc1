"""The keys as the settings name them: making, opening, telling about and rotating them; knows no conversation."""

from dataclasses import dataclass
from datetime import date, datetime

from bot.errors import SettingsError, StoreDown
from bot.ports import Subkey
from bot.reckoning import days_ended
from bot.settings import Settings
from bot.storage.databases import open_database
from bot.storage.inspection import holds_rows, keys_fit
from bot.storage.key_shelf import FileShelf
from bot.storage.keyring import KeyShelf, ShelfKeyring, make_keyring
from bot.storage.root_key import RootKey
from bot.storage.sql_key_shelf import SqlShelf, check_apart


@dataclass(frozen=True, slots=True)
class KeyStatus:
    """What there is of keys, without any key.

    Attributes:
        first_day: Nothing from before this day can be read by anybody.
        last_day: The latest day that a key was made for.
        ended_days: So many keys are due to be destroyed; more than one at once waits for the operator's word.
        late_days: So many keys should have been destroyed more than an hour ago.
        root_is_changing: A rotation was begun and not finished.
        leftover: A file in which keys that were replaced or destroyed still lie; usually empty.
    """

    root_key: str
    keyring: str
    first_day: date
    last_day: date
    weeks: int
    ended_days: int
    late_days: int
    root_is_changing: bool
    leftover: str


def shelf_of(settings: Settings) -> KeyShelf:
    """Return where the keyring lies.

    Raises:
        SettingsError: it would lie in the database of the conversations, or its URL can't be used.
    """
    if settings.keyring_file is not None:
        return FileShelf(settings.keyring_file)
    check_apart(settings.keyring_url, settings.database)
    return SqlShelf(settings.keyring_url)


def open_keyring(settings: Settings) -> ShelfKeyring:
    """Open the keyring; nothing in it is changed.

    Raises:
        SettingsError: something of the keys is missing, damaged, or open to others; says what to do.
        StoreDown: the database of the keyring does not answer.
    """
    root = RootKey(settings.root_key)
    root.candidates()  # the likelier fault first: without a root key there is nothing to say about the keyring
    return ShelfKeyring(shelf_of(settings), root.candidates)


def make_keys(settings: Settings, now: datetime) -> bool:
    """Make the root key and the keyring, where neither exists; tells whether they were made.

    Raises:
        SettingsError: only the keyring, or only a database with something in it is there, or nobody can tell, or a
            folder can't be written.
        StoreDown: the database of the keyring does not answer.
    """
    root, shelf = RootKey(settings.root_key), shelf_of(settings)
    has_keyring = shelf.exists()
    if root.path.exists() and has_keyring:
        return False
    if has_keyring:
        raise SettingsError(
            "There is a keyring but no root key.",
            where=str(root.path),
            fix="Put the root key back from its safe; a new one would open nothing.",
        )
    if _has_database(settings):
        raise SettingsError(
            "There is a database but no keyring: new keys would open nothing of it.",
            where=str(settings.embedded_database or "AJAR_DATABASE_URL"),
            fix="Put root key and keyring back from their copies; to begin anew, move the database away first.",
        )
    if not root.path.exists():
        root.make()
    make_keyring(shelf, root.candidates()[0], now)
    return True


def are_new(settings: Settings) -> bool:
    """Tell whether nothing was ever kept in this home, so that making keys can't hide that some were lost."""
    if settings.database_url is not None or settings.keyring_file is None:
        return False
    return not any(path.exists() for path in (settings.keyring_file, settings.root_key)) and not _has_database(settings)


def _has_database(settings: Settings) -> bool:
    """Tell whether there is a database that new keys could open nothing of; one whose tables are empty is none.

    Raises:
        SettingsError: it does not answer.
    """
    embedded = settings.embedded_database
    if embedded is not None:
        return embedded.exists()
    try:
        return holds_rows(settings.database)
    except StoreDown:
        raise SettingsError(
            "The database does not answer, so nobody knows whether new keys would open what lies in it.",
            where="AJAR_DATABASE_URL",
            fix="Start it, check the URL, and run this again.",
        ) from None


def keys_status(settings: Settings, now: datetime) -> KeyStatus:
    """Tell what there is of keys; changes nothing.

    Raises:
        SettingsError: they can't be opened; says what to do.
        StoreDown: the database of the keyring does not answer.
    """
    ring, shelf = open_keyring(settings), shelf_of(settings)
    return KeyStatus(
        str(settings.root_key),
        shelf.where,
        date.fromordinal(ring.first_day()),
        date.fromordinal(ring.last_day()),
        ring.weeks(),
        days_ended(ring.first_day(), now),
        len(ring.late(now)),
        RootKey(settings.root_key).is_changing,
        shelf.leftover(),
    )


def fit_database(settings: Settings) -> bool:
    """Tell whether the keys are those of the database, or nothing lies in it yet.

    Raises:
        SettingsError: the keys can't be opened; says what to do.
        StoreDown: the database, or that of the keyring, does not answer.
    """
    return keys_fit(open_database(settings.database), open_keyring(settings).subkey(Subkey.AUDIT))


def rotate_root_key(settings: Settings) -> int:
    """Put a new root key in the place of the old one; returns how many keys it wraps now.

    Raises:
        SettingsError: something can't be read or written; what opens the keyring is still there. Call it again.
        StoreDown: the database of the keyring does not answer; likewise.
    """
    ring = open_keyring(settings)
    RootKey(settings.root_key).rotate(ring)
    return open_keyring(settings).count()
