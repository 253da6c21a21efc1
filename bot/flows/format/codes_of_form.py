"""The kinds of findings about files, ids, ways, variables and conditions."""

from collections.abc import Mapping

from bot.flows.format.code import Code

FORM: Mapping[str, Code] = {
    # The file and YAML
    "E001": Code(
        "The file is no YAML",
        "Nothing of it can be read: a line is indented otherwise than its neighbours, a bracket or quote is open, "
        "a tab stands where spaces belong, or it is not UTF-8.",
        "Look at the place, and at the lines that the message names. Use spaces, and close every quote.",
    ),
    "E002": Code(
        "The same key twice",
        "YAML would silently keep the last and forget the first.",
        "Take one out, or call it something else.",
    ),
    "E003": Code(
        "YAML would change this word",
        "Without quotes `no` becomes false, `22:30` a number of minutes and `0113` a number without its zero.",
        "Put it in quotes.",
    ),
    "E004": Code(
        "An unknown key", "It would be ignored, and you would think it works.", "Mend the spelling, or take it out."
    ),
    "E005": Code("Something is missing", "Without it the part means nothing.", "Write what the message names."),
    "E006": Code(
        "The wrong kind of value",
        "A text where a list is wanted can't be used.",
        "Write what the message expects; texts by language are `{nl: …, en: …, fr: …}`.",
    ),
    "E007": Code("Something is empty", "Somebody would read nothing.", "Fill it, or take it out."),
    "E008": Code(
        "A file that is not there, or not used",
        "A page or an included file would be missing, or you edit one that nobody reads.",
        "Mend the name under `includes` or `page`, or put the file in its folder.",
    ),
    "E009": Code(
        "Too much of it",
        "So long a file, list or text is a mistake, or could harm the bot.",
        "Make it shorter, or two of it.",
    ),
    "E010": Code(
        "Another version of the format", "The program reads `schema: 1`.", "Write `schema: 1`, or take a newer program."
    ),
    "E011": Code("An anchor, merge key or tag", "They hide where a text comes from.", "Write it out."),
    "E012": Code(
        "The quotes of a word processor",
        "YAML knows only straight quotes; the others would be shown to whoever reads the text.",
        'Put the text between straight quotes. Quotes that are to be read stand inside them: `"“Nee” mag."`.',
    ),
    # Identity
    "E101": Code(
        "An id that is none",
        "Ids are how running conversations find their place.",
        "Begin with a small letter; then small letters, digits and underscores.",
    ),
    "E102": Code("The same flow or variable in two files", "One would hide the other.", "Give one another id."),
    "E103": Code("The same node twice", "One would hide the other.", "Give one another id."),
    "E104": Code(
        "Two options that can't be told apart",
        "Who types the answer means both, or none.",
        "Give each its own id and label.",
    ),
    "E105": Code("A word that belongs to the program", "It has a meaning already.", "Choose another name."),
    "E106": Code(
        "A former name that is still there",
        "Somebody who stands on it would be moved although nothing happened to it.",
        "Take the line out, or rename the node.",
    ),
    # The graph
    "E201": Code(
        "A flow without a beginning", "Nobody could enter it.", "Name a node of the flow as `entry` or `recover`."
    ),
    "E202": Code(
        "Nothing in it",
        "A flow, branch or question without parts leaves somebody standing.",
        "Fill it, or take it out.",
    ),
    "E203": Code(
        "It leads nowhere",
        "Somebody would be stuck there.",
        "Name a node of this flow, or `flow.node`; a `call` names a flow.",
    ),
    "E204": Code("Nothing leads here", "Nobody will ever read it.", "Lead to it, or take it out."),
    "E205": Code("No way on", "The conversation would stop without a word.", "Write `next`."),
    "E206": Code(
        "A branch without an else", "Somebody may fit none of the conditions.", "End it with `{else: true, next: …}`."
    ),
    "E207": Code(
        "An arm that is never taken",
        "Whenever its condition holds, one above it holds too, and wins.",
        "Put it higher, or take it out.",
    ),
    "E208": Code("It goes round for ever", "The bot would talk without end.", "Put a question into the circle."),
    "E209": Code(
        "No way out", "From here nobody reaches an end or a human.", "Lead somewhere else from one of the nodes."
    ),
    "E213": Code(
        "An exit is missing",
        "When nobody is at the desk, somebody would wait in silence.",
        "Name every exit under `on`.",
    ),
    "E214": Code(
        "Those who stood here would go nowhere",
        "A node was taken out while people stood on it.",
        "Name a node that is there.",
    ),
    "E217": Code(
        "A question for words that can't be left",
        "Who types something else again and again would never get on.",
        "Write `otherwise: {tries: 2, then: …}`, or `skip`.",
    ),
    "W215": Code(
        "A question that changes nothing",
        "All its options lead the same way, and nothing is remembered.",
        "Let one lead elsewhere, save the answer, or say it without asking.",
    ),
    # Variables and conditions
    "E301": Code(
        "An unknown variable", "The condition could never hold.", "Declare it under `vars`, or mend the spelling."
    ),
    "E302": Code(
        "A condition that can't be read",
        "It is not in the language of conditions.",
        "Look at the place; docs/flow-format.md has examples.",
    ),
    "E303": Code(
        "Values that do not fit",
        "A text is never more than a number, and a choice has only its values.",
        "Compare with what the variable can hold.",
    ),
    "E304": Code(
        "A condition that decides nothing",
        "It always holds, or never, whatever somebody answered: a line that everybody reads, or nobody.",
        "Compare with another value, or leave the condition out.",
    ),
    "E305": Code(
        "Read before it can be answered",
        "No way leads here from where it is saved, or all of them lead past a human, after which it is forgotten.",
        "Ask first, lead here from there, or keep it longer: `retain: session`.",
    ),
    "W306": Code(
        "A variable that is never saved or never read",
        "What nobody needs must not be kept; and a condition on what nobody can say never holds.",
        "Use it, or take it out.",
    ),
    "E308": Code(
        "Limits that nothing fits",
        "Whoever answers would be asked again and again.",
        "Let `min` be less than `max`, and both lie within those of the variable.",
    ),
    "E309": Code(
        "Braces that are no fact",
        "Only facts about ourselves are filled in; nothing that somebody said is ever repeated.",
        "Take one of the facts, or write the text without it; use `list` for lines that depend on answers.",
    ),
    "E310": Code(
        "More than a plain name",
        "A condition knows variables by their names and runs nothing: no dots, no calls, no brackets behind a name.",
        'Write the name of a variable; `answered(land)` and `"geld" in nodig` are all that looks like more.',
    ),
}
