"""What can be said to a proposal, as a table; and what holds of every order in which it is said."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model import CONSENTS, UNANSWERED, Consent, ProposalAnswer, after_answer

TABLE = """
           agree   tick   change    reword  keep   refuse   withdraw
asked      agreed  asked  changing  -       -      refused  withdrawn
changing   agreed  -      changing  asked   asked  refused  withdrawn
agreed     -       -      -         -       -      refused  -
refused    -       -      -         -       -      -        -
withdrawn  -       -      -         -       -      -        -
"""


def read_table() -> dict[tuple[str, str], str | None]:
    """Return what each row says of each column."""
    heading, *rows = (line.split() for line in TABLE.strip().splitlines())
    cells = {(row[0], answer): cell for row in rows for answer, cell in zip(heading, row[1:], strict=True)}
    return {place: None if cell == "-" else cell for place, cell in cells.items()}


@pytest.mark.parametrize(("place", "leads_to"), read_table().items())
def test_each_answer_leads_where_it_should(place: tuple[str, str], leads_to: str | None) -> None:
    """The table by hand, cell by cell; what is not in it changes nothing."""
    assert after_answer(Consent(place[0]), ProposalAnswer(place[1])) == leads_to


def test_the_table_is_whole() -> None:
    """Every state with every answer stands in it."""
    assert len(read_table()) == len(Consent) * len(ProposalAnswer)
    assert {place for place, cell in read_table().items() if cell is not None} == set(CONSENTS)


@given(answers=st.lists(st.sampled_from(ProposalAnswer), max_size=12))
def test_nobody_agrees_but_by_a_yes_and_a_no_is_final(answers: list[ProposalAnswer]) -> None:
    """In any order: a yes is the last thing they said before "agreed", and after a no nothing leads back."""
    consent, said_no = Consent.ASKED, False
    for answer in answers:
        after = after_answer(consent, answer)
        said_no = said_no or (answer is ProposalAnswer.REFUSE and after is not None)
        if after is Consent.AGREED:
            assert (answer, consent in UNANSWERED, said_no) == (ProposalAnswer.AGREE, True, False)
        consent = after or consent

    assert (consent is Consent.REFUSED) == said_no
