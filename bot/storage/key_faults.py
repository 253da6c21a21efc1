"""What can be wrong with a keyring, wherever it lies, each with its cure."""

from bot.errors import SettingsError

MISSING = "Put it back from its copy. Without it nothing in the database can be read; to begin anew, move the database away and run `ajar keys init`."  # noqa: E501


def already_there(where: str) -> SettingsError:
    """Return the fault of making a keyring where there is one: it would make everything that is kept unreadable."""
    return SettingsError(
        "There is a keyring already.", where=where, fix="It is left as it is; move it away to make a new one."
    )


def foreign(where: str) -> SettingsError:
    """Return the fault of a keyring that none of the root keys opens."""
    return SettingsError(
        "The keyring does not open with this root key, or it was altered.",
        where=where,
        fix="Check that AJAR_ROOT_KEY_FILE and AJAR_KEYRING name what was made together. After `ajar keys rotate` "
        "on another host, bring the new root key here.",
    )


def keys_of_another() -> SettingsError:
    """Return the fault of keys that open nothing of what is kept: nobody could log in, and nobody would be known."""
    return SettingsError(
        "These keys are not those of this database: they open nothing of it.",
        where="AJAR_KEYRING",
        fix="Check that AJAR_HOME, AJAR_ROOT_KEY_FILE, AJAR_KEYRING and AJAR_DATABASE_URL name what was used together "
        "before; put keyring and root key back from their copies where they were exchanged. docs/keys.md says how to "
        "begin anew.",
    )


def damaged(where: str) -> SettingsError:
    """Return the fault of a keyring that nobody can make sense of."""
    return SettingsError("The keyring is damaged.", where=where, fix=MISSING)
