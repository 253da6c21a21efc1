"""What every store promises about staff, logins and the audit; told over memory, SQLite and PostgreSQL."""

import asyncio
from dataclasses import replace
from datetime import timedelta

from bot.model import Factor, Invitation, Motion, Power, Role, Skills, Staff, StaffId, StaffSession
from bot.ports import Job, Transaction
from tests.contracts.stores import ADA, BO, Backing, OpenStore, job
from tests.fakes import FakeClock

ADA_HERSELF = Staff(ADA, Role.COUNSELLOR, "$argon2id$ada", language="fr")
BO_HIMSELF = Staff(BO, Role.ADMIN, "$argon2id$bo")


def login(staff_id: StaffId, clock: FakeClock, *, token: bytes = b"t" * 32) -> StaffSession:
    """Return a login of half an hour, that lasts eight hours when it is used."""
    now = clock.now()
    return StaffSession(token, staff_id, now + timedelta(minutes=30), now + timedelta(hours=8))


def opens(session: StaffSession) -> Job[None]:
    """Return the work that keeps a login."""
    return job(lambda tx: tx.staff.open_session(session))


def adds(staff: Staff) -> Job[bool]:
    """Return the work that keeps a member of staff."""
    return job(lambda tx: tx.staff.add(staff))


def invites(invitation: Invitation) -> Job[None]:
    """Return the work that keeps an invitation."""
    return job(lambda tx: tx.staff.invite(invitation))


def uses(factor: Factor) -> Job[bool]:
    """Return the work that keeps a second step after its code was used."""
    return job(lambda tx: tx.staff.keep_factor(ADA, factor))


async def test_staff_are_kept_by_name(store: OpenStore) -> None:
    """Each name is given once; all are listed by name."""
    assert await store.run(job(lambda tx: tx.staff.add(BO_HIMSELF))) is True
    assert await store.run(job(lambda tx: tx.staff.add(ADA_HERSELF))) is True
    assert await store.run(job(lambda tx: tx.staff.add(replace(ADA_HERSELF, role=Role.ADMIN)))) is False

    assert await store.run(job(lambda tx: tx.staff.get(ADA))) == ADA_HERSELF
    assert await store.run(job(lambda tx: tx.staff.get(StaffId("nobody")))) is None
    assert await store.run(job(lambda tx: tx.staff.all())) == (ADA_HERSELF, BO_HIMSELF)


async def test_a_name_is_given_once_also_at_the_same_moment(backing: Backing, store: OpenStore) -> None:
    """Two processes that add the same name: one of them is told that it is taken."""
    other = backing.store()
    await other.open()

    added = await asyncio.gather(*(one.run(job(lambda tx: tx.staff.add(ADA_HERSELF))) for one in (store, other)))

    assert sorted(added) == [False, True]
    await other.close()


async def test_a_login_lasts_while_it_is_used_and_never_longer_than_its_end(store: OpenStore, clock: FakeClock) -> None:
    """Idle for half an hour it is over; touched it goes on, up to its end."""
    session = login(ADA, clock)
    await store.run(job(lambda tx: tx.staff.open_session(session)))
    clock.advance(timedelta(minutes=29))
    touched = replace(session, idle_until=clock.now() + timedelta(minutes=30))
    found = await store.run(job(lambda tx: tx.staff.session(session.digest)))
    await store.run(job(lambda tx: tx.staff.touch(session.digest, touched.idle_until)))
    clock.advance(timedelta(minutes=29))
    later = await store.run(job(lambda tx: tx.staff.session(session.digest)))
    clock.advance(timedelta(minutes=1))
    idle = await store.run(job(lambda tx: tx.staff.session(session.digest)))
    await store.run(job(lambda tx: tx.staff.touch(session.digest, clock.now() + timedelta(hours=1))))

    assert found == session
    assert later == touched
    assert idle is None
    assert await store.run(job(lambda tx: tx.staff.session(session.digest))) is None


async def test_a_login_ends_when_it_is_ended_and_no_other_with_it(store: OpenStore, clock: FakeClock) -> None:
    """Logging out ends one login; a token that nobody has opens nothing."""
    here, there = login(ADA, clock), login(ADA, clock, token=b"u" * 32)
    for session in (here, there):
        await store.run(opens(session))

    await store.run(job(lambda tx: tx.staff.end_session(here.digest)))

    assert await store.run(job(lambda tx: tx.staff.session(here.digest))) is None
    assert await store.run(job(lambda tx: tx.staff.session(there.digest))) == there
    assert await store.run(job(lambda tx: tx.staff.session(b"v" * 32))) is None


async def test_who_is_shut_out_or_has_a_new_password_is_logged_out(store: OpenStore, clock: FakeClock) -> None:
    """A change of language ends no login; a new password or being disabled ends all of them, of this person alone."""
    for staff in (ADA_HERSELF, BO_HIMSELF):
        await store.run(adds(staff))
    sessions = [login(ADA, clock), login(BO, clock, token=b"b" * 32)]
    for session in sessions:
        await store.run(opens(session))

    speaks_dutch = replace(ADA_HERSELF, language="nl")
    await store.run(job(lambda tx: tx.staff.change(speaks_dutch)))
    still_in = await store.run(job(lambda tx: tx.staff.session(sessions[0].digest)))
    await store.run(job(lambda tx: tx.staff.change(replace(speaks_dutch, verifier="$argon2id$new"))))
    with_new_password = await store.run(job(lambda tx: tx.staff.session(sessions[0].digest)))
    await store.run(job(lambda tx: tx.staff.change(replace(BO_HIMSELF, disabled=True))))

    assert still_in == sessions[0]
    assert with_new_password is None
    assert await store.run(job(lambda tx: tx.staff.session(sessions[1].digest))) is None
    assert await store.run(job(lambda tx: tx.staff.get(BO))) == replace(BO_HIMSELF, disabled=True)


async def test_a_second_step_is_kept_until_it_is_dropped(store: OpenStore) -> None:
    """Each under the name of its owner; another version than the newest changes nothing."""
    first = Factor(b"s" * 20, 7, (b"r" * 32, b"q" * 32))
    assert await store.run(job(lambda tx: tx.staff.factor(ADA))) is None
    assert await store.run(job(lambda tx: tx.staff.keep_factor(ADA, first))) is True
    kept = await store.run(job(lambda tx: tx.staff.factor(ADA)))
    later = Factor(b"t" * 20, 8, (), version=1)

    assert kept == replace(first, version=1)
    assert await store.run(job(lambda tx: tx.staff.keep_factor(ADA, first))) is False
    assert await store.run(job(lambda tx: tx.staff.keep_factor(BO, later))) is False
    assert await store.run(job(lambda tx: tx.staff.keep_factor(ADA, later))) is True
    assert await store.run(job(lambda tx: tx.staff.factor(ADA))) == replace(later, version=2)
    assert await store.run(job(lambda tx: tx.staff.factor(BO))) is None

    await store.run(job(lambda tx: tx.staff.drop_factor(ADA)))

    assert await store.run(job(lambda tx: tx.staff.factor(ADA))) is None
    assert await store.run(job(lambda tx: tx.staff.keep_factor(ADA, first))) is True


async def test_of_many_who_use_the_same_code_at_once_one_does(backing: Backing, store: OpenStore) -> None:
    """Also in two processes, and also where it is the first of all."""
    other = backing.store()
    await other.open()

    for version in range(3):
        used = Factor(b"s" * 20, version, version=version)
        kept = await asyncio.gather(*(one.run(uses(used)) for one in (store, other) for _ in range(4)))
        assert sorted(kept) == [False] * 7 + [True]
    await other.close()


async def test_an_invitation_lasts_until_its_end_or_until_it_is_ended(store: OpenStore, clock: FakeClock) -> None:
    """One for each name: a new one takes the place of the one before."""
    until = clock.now() + timedelta(hours=72)
    first, second, other = (
        Invitation(digest * 32, name, until) for digest, name in ((b"a", ADA), (b"b", ADA), (b"c", BO))
    )
    for one in (first, other, second):
        await store.run(invites(one))
    found = await store.run(job(lambda tx: [tx.staff.invitation(one.digest) for one in (first, second, other)]))
    await store.run(job(lambda tx: tx.staff.end_invitation(BO)))
    ended = await store.run(job(lambda tx: tx.staff.invitation(other.digest)))
    clock.advance(timedelta(hours=72))

    assert found == [None, second, other]
    assert ended is None
    assert await store.run(job(lambda tx: tx.staff.invitation(second.digest))) is None


async def test_an_invitation_may_ask_for_a_code(store: OpenStore, clock: FakeClock) -> None:
    """It is kept with the link."""
    invitation = Invitation(b"a" * 32, ADA, clock.now() + timedelta(hours=72), code=b"c" * 32)
    await store.run(invites(invitation))

    assert await store.run(job(lambda tx: tx.staff.invitation(invitation.digest))) == invitation


def motion(clock: FakeClock, number: int = 1, *, about: StaffId = ADA, by: StaffId = BO) -> Motion:
    """Return a motion that lasts a day."""
    ends_at = clock.now() + timedelta(hours=24)
    return Motion(bytes([number]) * 16, Power.RECOVER, about, by=by, ends_at=ends_at, code=b"c" * 32)


def makes(one: Motion) -> Job[bool]:
    """Return the work that keeps a motion."""
    return job(lambda tx: tx.staff.motions.make(one))


def takes(one: Motion) -> Job[Motion | None]:
    """Return the work that takes a motion."""
    return job(lambda tx: tx.staff.motions.take(one.id))


async def test_a_proposal_waits_until_it_is_taken_or_over(store: OpenStore, clock: FakeClock) -> None:
    """One at a time about each colleague; what has ended is in nobody's way."""
    first, second, other = motion(clock), motion(clock, 2), motion(clock, 3, about=BO, by=ADA)
    made = [await store.run(makes(one)) for one in (first, second, other)]
    waiting = await store.run(job(lambda tx: tx.staff.motions.all()))
    taken = [await store.run(takes(one)) for one in (second, first, first)]
    assert await store.run(makes(second)) is True
    clock.advance(timedelta(hours=24))
    late = await store.run(takes(second))
    third = motion(clock, 4)

    assert made == [True, False, True]
    assert waiting == (first, other)
    assert taken == [None, first, None]
    assert late is None
    assert await store.run(job(lambda tx: tx.staff.motions.all())) == ()
    assert await store.run(makes(third)) is True
    assert await store.run(job(lambda tx: tx.staff.motions.all())) == (third,)


async def test_motions_go_with_whom_they_are_about_and_with_who_made_them(store: OpenStore, clock: FakeClock) -> None:
    """Those of others stay."""
    cas = StaffId("cas")
    about, by, neither = motion(clock, 1), motion(clock, 2, about=BO, by=ADA), motion(clock, 3, about=cas)
    for one in (about, by, neither):
        await store.run(makes(one))
    await store.run(job(lambda tx: tx.staff.motions.drop(ADA)))

    assert await store.run(job(lambda tx: tx.staff.motions.all())) == (neither,)


async def test_of_many_who_propose_or_confirm_at_once_one_does(
    backing: Backing, store: OpenStore, clock: FakeClock
) -> None:
    """Also in two processes."""
    other = backing.store()
    await other.open()
    eight = [motion(clock, number) for number in range(1, 9)]

    made = await asyncio.gather(*((store, other)[number % 2].run(makes(one)) for number, one in enumerate(eight)))
    (kept,) = await store.run(job(lambda tx: tx.staff.motions.all()))
    taken = await asyncio.gather(*(one.run(takes(kept)) for one in (store, other) for _ in range(4)))

    assert sorted(made) == [False] * 7 + [True]
    assert [one for one in taken if one is not None] == [kept]
    await other.close()


async def test_who_holds_the_staff_sees_what_stays_so(backing: Backing, store: OpenStore) -> None:
    """Of two admins who shut each other out at the same moment, in two processes, one does."""
    other = backing.store()
    await other.open()
    admins = [replace(BO_HIMSELF, id=StaffId(name)) for name in ("bo", "cas")]
    for staff in admins:
        await store.run(adds(staff))

    def shuts_out(by: Staff, whom: Staff) -> Job[bool]:
        def work(tx: Transaction) -> bool:
            tx.staff.hold()
            acting = tx.staff.get(by.id)
            if acting is None or acting.disabled:
                return False
            tx.staff.change(replace(whom, disabled=True))
            return True

        return job(work)

    done = await asyncio.gather(
        *(one.run(shuts_out(*pair)) for one, pair in zip((store, other), (admins, admins[::-1]), strict=True))
    )

    assert sorted(done) == [False, True]
    await other.close()


async def test_the_logins_of_somebody_are_listed(store: OpenStore, clock: FakeClock) -> None:
    """Theirs alone, the last one first, without those that are over."""
    old = login(ADA, clock)
    await store.run(opens(old))
    clock.advance(timedelta(minutes=20))
    young, other = login(ADA, clock, token=b"u" * 32), login(BO, clock, token=b"b" * 32)
    for session in (young, other):
        await store.run(opens(session))
    both = await store.run(job(lambda tx: tx.staff.sessions(ADA)))
    clock.advance(timedelta(minutes=15))

    assert both == (young, old)
    assert await store.run(job(lambda tx: tx.staff.sessions(ADA))) == (young,)
    assert await store.run(job(lambda tx: tx.staff.sessions(StaffId("nobody")))) == ()


async def test_every_login_of_somebody_can_be_ended_at_once(store: OpenStore, clock: FakeClock) -> None:
    """Theirs alone."""
    sessions = [login(ADA, clock), login(ADA, clock, token=b"u" * 32), login(BO, clock, token=b"b" * 32)]
    for session in sessions:
        await store.run(opens(session))

    await store.run(job(lambda tx: tx.staff.end_sessions(ADA)))

    left = await store.run(job(lambda tx: [tx.staff.session(one.digest) for one in sessions]))
    assert left == [None, None, sessions[2]]


async def test_old_logins_are_tidied(store: OpenStore, clock: FakeClock) -> None:
    """What is over is deleted, what lasts stays."""
    old = login(ADA, clock)
    await store.run(job(lambda tx: tx.staff.open_session(old)))
    clock.advance(timedelta(minutes=31))
    young = login(BO, clock, token=b"b" * 32)
    await store.run(job(lambda tx: tx.staff.open_session(young)))

    assert await store.run(job(lambda tx: tx.tidy())) == 1
    assert await store.run(job(lambda tx: tx.tidy())) == 0
    assert await store.run(job(lambda tx: tx.staff.session(young.digest))) == young


async def test_everything_that_staff_do_is_written_down_in_order(
    backing: Backing, store: OpenStore, clock: FakeClock
) -> None:
    """Who, what, to which case, in which minute; also when two processes write at the same moment."""
    other = backing.store()
    await other.open()
    clock.advance(timedelta(seconds=42))
    await store.run(job(lambda tx: tx.staff.audit(ADA, "claim", b"c" * 16)))

    await asyncio.gather(
        *(one.run(job(lambda tx: tx.staff.audit(BO, "open", b"d" * 16))) for one in (store, other) for _ in range(10))
    )

    trail = await store.run(job(lambda tx: tx.staff.audit_trail()))
    assert [line.number for line in trail] == list(range(1, 22))
    assert (trail[0].staff_id, trail[0].action, trail[0].subject) == (ADA, "claim", b"c" * 16)
    assert trail[0].at == clock.now() - timedelta(seconds=42)
    assert {line.staff_id for line in trail[1:]} == {BO}
    await other.close()


async def test_what_goes_wrong_is_not_written_down(store: OpenStore) -> None:
    """An action that did not happen has no line."""
    await store.run(job(lambda tx: tx.staff.audit(ADA, "claim")))

    def fails(tx: Transaction) -> None:
        tx.staff.audit(ADA, "close")
        raise LookupError

    failed = await asyncio.gather(store.run(job(fails)), return_exceptions=True)

    assert isinstance(failed[0], LookupError)
    assert [line.action for line in await store.run(job(lambda tx: tx.staff.audit_trail()))] == ["claim"]


async def test_what_counsellors_can_do_is_kept_by_name(store: OpenStore) -> None:
    """The newest word counts; of whom nothing was said nothing is kept."""
    first, then = Skills({"language": frozenset({"nl", "fr"}), "land": frozenset()}, seats=3), Skills(seats=2)
    assert await store.run(job(lambda tx: tx.staff.skills())) == {}

    await store.run(job(lambda tx: tx.staff.set_skills(ADA, first)))
    await store.run(job(lambda tx: tx.staff.set_skills(BO, first)))
    await store.run(job(lambda tx: tx.staff.set_skills(BO, then)))

    assert await store.run(job(lambda tx: tx.staff.skills())) == {ADA: first, BO: then}
