"""Questions that are asked beside a talk, and how a channel knows that their buttons stay."""

PROPOSAL_MARK, PASSING_MARK, ANOTHER_MARK = "-doorgeven", "-pass_on", "-another"
"""The ends of the tokens of questions that are asked beside a talk: about a partner, a colleague, somebody else."""


def is_beside_a_talk(token: str) -> bool:
    """Tell whether the buttons with this token count as long as a talk lasts, whatever is said in it meanwhile."""
    return token.endswith((PROPOSAL_MARK, PASSING_MARK, ANOTHER_MARK))
