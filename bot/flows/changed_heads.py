"""What changed in the heads of two versions: interrupts, variables, and what stands above the nodes of a flow. Pure."""

from collections.abc import Iterator, Mapping
from itertools import chain

from bot.flows.changed_nodes import changes_of_texts
from bot.flows.changes import Change, Weight
from bot.flows.format.schema import Flow, FlowsFile, Interrupt, Variable

_AT_ONCE = "in force for everybody at once"


def changes_of_heads(old: FlowsFile, new: FlowsFile) -> Iterator[Change]:
    """Yield what changed beside the nodes."""
    yield from _interrupts(old, new)
    if old.scales != new.scales:
        yield Change(Weight.COMPATIBLE, "scales", "changed; for lists that begin from now on")
    if old.languages != new.languages:
        yield Change(Weight.COMPATIBLE, "languages", "changed; everybody moves to the new bundle at once")
    yield from _opening(old, new)
    for flow_id, flow in new.flows.items():
        if flow_id in old.flows:
            yield from _flow(flow_id, old.flows[flow_id], flow)
    for name, variable in old.vars.items():
        yield from _variable(name, variable, new)


def _interrupts(old: FlowsFile, new: FlowsFile) -> Iterator[Change]:
    for interrupt_id in {**old.interrupts, **new.interrupts}:
        before, now = old.interrupts.get(interrupt_id), new.interrupts.get(interrupt_id)
        what = _of_interrupt(before, now)
        if what:
            yield Change(Weight.COMPATIBLE, f"interrupts.{interrupt_id}", f"{what}; {_AT_ONCE}")


def _of_interrupt(before: Interrupt | None, now: Interrupt | None) -> str:
    if before is None or now is None:
        return "gone" if now is None else "new"
    others = {"words", "note", "untested"}
    said = []
    if before.model_dump(exclude=others) != now.model_dump(exclude=others):
        said.append("does something else, or not for the same people")
    was, heard = _words(before), _words(now)
    if was - heard:
        said.append(f"no longer hears {', '.join(sorted(was - heard))}")
    if heard - was:
        said.append(f"hears {', '.join(sorted(heard - was))} too")
    return "; ".join(said)


def _words(interrupt: Interrupt) -> frozenset[str]:
    """Return the words; in which language they stand makes no difference, as all of them are heard in any."""
    return frozenset(chain.from_iterable((interrupt.words or {}).values()))


def _opening(old: FlowsFile, new: FlowsFile) -> Iterator[Change]:
    before, now = next(iter(old.flows)), next(iter(new.flows))
    if before != now:
        yield Change(Weight.COMPATIBLE, now, f"everybody begins here, and not at {before}")


def _flow(flow_id: str, old: Flow, new: Flow) -> Iterator[Change]:
    if old.entry != new.entry:
        yield Change(Weight.COMPATIBLE, flow_id, f"begins at {new.entry}, and not at {old.entry}")
    if (old.recover or old.entry) != (new.recover or new.entry):
        what = f"whose node is gone lands at {new.recover or new.entry}, and not at {old.recover or old.entry}"
        yield Change(Weight.COMPATIBLE, flow_id, what)
    if old.live != new.live:
        ends = "is no longer live; whoever is in the middle of it ends it as it was"
        what = f"is live; {_AT_ONCE}" if new.live else ends
        yield Change(Weight.COMPATIBLE, flow_id, what)
    if old.counted != new.counted:
        what = "it is counted how people go on in it" if new.counted else "is no longer counted"
        yield Change(Weight.COMPATIBLE, flow_id, what)
    yield from _idle(flow_id, old, new)


def _idle(flow_id: str, old: Flow, new: Flow) -> Iterator[Change]:
    before, now = old.idle, new.idle
    if before is None and now is None:
        return
    if before is None or now is None or before.after != now.after:
        yield Change(Weight.COMPATIBLE, flow_id, "says at another time, or no more, that it is still there")
    elif before.say != now.say:
        yield Change(Weight.TEXT, flow_id, "other words for who is silent")


def _variable(name: str, old: Variable, new: FlowsFile) -> Iterator[Change]:
    place, now = f"vars.{name}", new.vars.get(name)
    if now is None:
        yield Change(Weight.COMPATIBLE, place, "gone; what was remembered is forgotten")
        return
    if now.type != old.type:
        yield Change(Weight.BREAKING, place, f"was {old.type}, is {now.type}", code="E902")
        return
    lost = _lost(old, now)
    if lost:
        what = f"no longer knows {lost}; what was remembered of it is forgotten"
        yield Change(Weight.COMPATIBLE, place, what)
    if old.retain != now.retain:
        until = {"session": "the conversation is forgotten", "handover": "a human was asked for"}
        yield Change(Weight.COMPATIBLE, place, f"is kept until {until[now.retain]}, and not until {until[old.retain]}")
    if old.sensitive != now.sensitive:
        yield Change(Weight.COMPATIBLE, place, "is sensitive now" if now.sensitive else "is no longer sensitive")
    yield from changes_of_texts(place, _told(old), _told(now), default=new.languages.default)
    if (old.told is None) != (now.told is None):
        yield Change(Weight.COMPATIBLE, place, "has other words on a card, or none")


def _lost(old: Variable, new: Variable) -> str:
    """Return what a variable could hold and can hold no more; empty for nothing."""
    lost = sorted(set(old.values or ()) - set(new.values or ()))
    if new.min is not None and (old.min is None or old.min < new.min):
        lost.append(f"less than {new.min}")
    if new.max is not None and (old.max is None or old.max > new.max):
        lost.append(f"more than {new.max}")
    return ", ".join(lost)


def _told(variable: Variable) -> Mapping[str, Mapping[str, str]]:
    return {} if variable.told is None else {"told": variable.told}
