"""What `ajar flows publish` and `ajar flows rollback` may refuse."""

from collections.abc import Mapping

from bot.flows.format.code import Code

PUBLISHING: Mapping[str, Code] = {
    "E612": Code(
        "A locked node changed",
        "What is said in the worst moment is read by two people before it is served.",
        "Let somebody else read it, and publish with `--approved-by` and their name.",
    ),
    "E705": Code(
        "Answers weigh something else",
        "Who is in the middle of the list would get a result of half old, half new answers.",
        "Raise `meaning` of the flow: who is in the list ends it as it was.",
    ),
    "E901": Code(
        "People stand on a node that is gone",
        "They would be thrown back in the middle of what they were doing.",
        "Name its heir: `renamed_from` at the new node, or `on_removed` or `recover` of the flow.",
    ),
    "E902": Code(
        "A variable with answers has another type",
        "What was answered would be lost, or taken for something else.",
        "Give the new variable another name, and take the old one out later.",
    ),
    "E906": Code(
        "Nothing to go back to",
        "The files of that bundle are no longer kept, or it was never published.",
        "Choose one of `ajar flows log`, or publish the files.",
    ),
}
