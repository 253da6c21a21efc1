"""What `ajar flows publish` and `ajar flows rollback` may refuse."""

from collections.abc import Mapping

from bot.flows.format.code import Code

PUBLISHING: Mapping[str, Code] = {
    "E107": Code(
        "An id that means another kind of node",
        "Whoever stands there would answer something that they do not see.",
        "Give the new node an id of its own, and say under `on_removed` where people on the old one go.",
    ),
    "W404": Code(
        "A translation older than its source",
        "The words changed in the first language only: somebody may read what is no longer so.",
        "Look at the other languages; where the change does not touch them they may stay.",
    ),
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
    "E903": Code(
        "Answers weigh something else in the middle of a list",
        "The flow is `live`, or the languages change, so nobody ends the list as they began it.",
        "Publish it when nobody is in the list, or take `live` away first: then they end it as it was.",
    ),
    "W904": Code(
        "Only words or their order changed",
        "Nobody loses their place, and still words can ask something else than they did.",
        "Read both. Do they ask the same? Else give the node or the option an id of its own.",
    ),
    "W905": Code(
        "A bundle older than it may be is still in use",
        "People talk with files that were replaced days ago: a server runs that does not follow.",
        "Look into its log for `publication_failed` or `look_failed`, and start it again.",
    ),
    "E906": Code(
        "Nothing to go back to",
        "The files of that bundle are no longer kept, or it was never published.",
        "Choose one of `ajar flows log`, or publish the files.",
    ),
}
