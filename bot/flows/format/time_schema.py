"""What an editor writes about time: how long is waited, and what is said or done then."""

from typing import Annotated

from pydantic import WithJsonSchema

from bot.content.schema import Strict, Text
from bot.flows.format.option_schema import Reference

Duration = Annotated[
    str,
    WithJsonSchema(
        {"type": "string", "pattern": "^[1-9][0-9]*[smh]$", "description": "A length of time: 30s, 5m or 1h."}
    ),
]
"""As `bot.flows.durations` reads it."""


class Timeout(Strict):
    """What happens when nobody answers."""

    after: Duration
    next: Reference


AGREED = "agreed"
"""In the place of a length of time: shortly before the time ends that somebody agreed to be written to."""


class LongWait(Strict):
    """What is offered to whoever waits for a human for long."""

    after: Annotated[
        str,
        WithJsonSchema(
            {
                "type": "string",
                "pattern": "^([1-9][0-9]*[smh]|agreed)$",
                "description": "A length of time such as 30m; or agreed: before the agreed time ends.",
            }
        ),
    ]
    next: Reference


class Idle(Strict):
    """What is said once to whoever is silent in a flow."""

    after: Duration
    say: Text
