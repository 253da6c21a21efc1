"""Names for people in what is only counted or remembered in memory: nobody can turn them back into ids."""

import secrets


class Pseudonyms:
    """Keyed hashes under a key that dies with the process; not for what is stored."""

    def __init__(self) -> None:
        """Begin with a key of one's own, so that two of these can't be laid side by side."""
        self._key = secrets.randbits(64)

    def of(self, who: str | tuple[str, str]) -> int:
        """Return the name of an id, or of whatever else is one person's."""
        return hash(who) ^ self._key  # Python's hash of a string is keyed as well, anew in each process
