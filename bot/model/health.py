"""How it stands with the service itself at one moment: database, channels, keys and disk; pure values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Health:
    """What was found.

    Attributes:
        is_database_up: It answered in time.
        silence: How long each channel that is switched on has given no sign of life, in coarse steps.
        stuck: By channel, to how many help-seekers something could not be sent for over a minute.
        key_days: For how many days after today there are keys; usually 31.
        is_clock_in_doubt: No day ends, because the clock may be wrong.
        disk_free: What is free of the disk of the home, 0 to 1.
        warnings: Which events that warn stood in the log a moment ago.
    """

    is_database_up: bool = True
    silence: Mapping[str, timedelta] = field(default_factory=dict)
    stuck: Mapping[str, int] = field(default_factory=dict)
    key_days: int = 31
    is_clock_in_doubt: bool = False
    disk_free: float = 1.0
    warnings: frozenset[str] = frozenset()
