"""What is counted when a case ends, and once it is known what came of it; in the transaction in which it happens."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from sqlalchemy import bindparam, select, update

from bot.errors import Unreadable
from bot.model import Case, CaseId, CaseState, ConversationId, Counted, Ending, LineFrom, LogEvent, Outcome
from bot.model.counted import at_the_end, when_recorded
from bot.storage.case_rows import opened_case
from bot.storage.sql_event_log import SqlEventLog
from bot.storage.tables import conversation, handover_case, relay
from bot.storage.unit import Unit

_C = handover_case.c
_WROTE = (
    select(relay.c.number)
    .where(relay.c.case_id == bindparam("of_case"), relay.c.author == LineFrom.HELP_SEEKER.value)
    .limit(1)
)
_WAITS = select(_C.to_count).where(_C.id == bindparam("of_case"))
_LET_WAIT = update(handover_case).where(_C.id == bindparam("of_case")).values(to_count=bindparam("sealed"))
_LEFT_OPEN = (
    select(handover_case, conversation.c.wrapped_dek, conversation.c.expires_on)
    .join(conversation, conversation.c.id == _C.conv_id)
    .where(
        _C.conv_id.in_(bindparam("ids", expanding=True)),
        _C.card.is_not(None),
        (_C.state != CaseState.CLOSED.value) | _C.outcome.is_(None),
    )
)
_AT_ONCE = 500


class CaseCounts:
    """Counts the ends of cases; a case that is in no figure leaves nothing."""

    def __init__(self, unit: Unit, log: SqlEventLog) -> None:
        self._unit = unit
        self._log = log
        self._run = unit.connection.execute
        self._seal = unit.secrets.events

    def end(self, case: Case, ending: Ending | None, outcomes: Collection[Outcome] = ()) -> Counted | None:
        """Count an end; returns what the case remembers from then on."""
        if case.counted is None:
            return None
        wrote = self._run(_WROTE, {"of_case": case.id}).first() is not None
        end = at_the_end(case, ending, outcomes, wrote=wrote, now=self._unit.now)
        self._add(end.now)
        return replace(case.counted, later=end.later)

    def waits_at(self, case_id: CaseId) -> LogEvent | None:
        """Return what waits for the outcome of a case whose person is forgotten."""
        kept = self._run(_WAITS, {"of_case": case_id}).scalar()
        return None if kept is None else self._seal.of_case(case_id, kept, self._unit.today)

    def record(self, case: Case | None, later: LogEvent | None, outcomes: Collection[Outcome]) -> None:
        """Count what came of a case, as it stood before that was written down."""
        self._add(when_recorded(case, later, outcomes))

    def before_forgetting(self, ids: Sequence[ConversationId]) -> None:
        """Count what ends because its person is forgotten, and keep what waits for an outcome of nobody's any more."""
        for at in range(0, len(ids), _AT_ONCE):
            for row in self._run(_LEFT_OPEN, {"ids": list(ids[at : at + _AT_ONCE])}).all():
                try:
                    owner = ConversationId(row.conv_id)
                    key = self._unit.secrets.conversations.open(owner, row.wrapped_dek, row.expires_on)
                    case = opened_case(key, row)
                except Unreadable:
                    continue
                counted = case.counted if case.state is CaseState.CLOSED else self.end(case, None)
                if counted is not None and counted.later is not None:
                    self._run(_LET_WAIT, {"of_case": case.id, "sealed": self._seal.for_case(case.id, counted.later)})

    def _add(self, events: Sequence[LogEvent]) -> None:
        for one in events:
            self._log.add(one)
