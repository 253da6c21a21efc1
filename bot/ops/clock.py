"""The real clock: the one place that reads the time."""

import asyncio
from datetime import UTC, datetime, timedelta


class SystemClock:
    """A `Clock` of this machine."""

    def now(self) -> datetime:
        """Return the moment, aware, in UTC."""
        return datetime.now(UTC)

    async def sleep(self, duration: timedelta) -> None:
        """Wait."""
        await asyncio.sleep(duration.total_seconds())
