"""The kinds of findings about what people read, about safety, lists, time and rehearsal."""

from collections.abc import Mapping

from bot.flows.format.code import Code

WORDS: Mapping[str, Code] = {
    # Languages
    "E401": Code("An unknown language", "The bot speaks nl, en and fr.", "Mend the code, or take it out."),
    "E402": Code(
        "A translation is missing",
        "Somebody would read another language, or nothing.",
        "Write the text in that language too.",
    ),
    "E406": Code(
        "Not the same in all languages",
        "Somebody would lose their place when they change the language.",
        "Give each language the same paragraphs, options or lines.",
    ),
    "E410": Code("No words in a language", "Somebody could not stop, or not reach a human.", "Add the words."),
    "W408": Code(
        "The same text in two languages", "Perhaps it was not translated.", "Translate it; a name or number may stay."
    ),
    # What somebody reads
    "W409": Code(
        "Hard to read",
        "Level B1: 12 words a sentence on average and 18 at most.",
        "Make two sentences of it, with everyday words.",
    ),
    "W412": Code(
        "Too long for a bubble",
        "On a small screen 60 words are a lot.",
        "Say it shorter, in two bubbles, or on a page.",
    ),
    "W413": Code("Two questions in one bubble", "Nobody knows which one they answer.", "Ask one, then the other."),
    "W414": Code(
        "No way not to answer",
        "Whoever does not know, or does not want to say, is stuck or tells an untruth.",
        "Add an option such as “Weet ik niet” or “Sla over”, or a way back.",
    ),
    "W415": Code("A loud sign", "Exclamation marks and emoji do not fit what is at stake.", "Write it calmly."),
    "W416": Code("“Click here”", "Not everybody clicks, and nobody knows what happens then.", "Say what happens next."),
    "E411": Code(
        "A word that the bot does not use",
        "It hurts, judges, or is not what people call themselves.",
        "Use a neutral word: “groep”, “wat je meemaakte”. In words that are only recognised it may stand.",
    ),
    "E417": Code(
        "It tells on the lock screen",
        "The first 60 characters of a bubble show on a locked telephone.",
        "Begin with something neutral.",
    ),
    "W418": Code(
        "A file that is hard to read",
        "The median of its texts is below the house limit.",
        "Shorter words, shorter sentences.",
    ),
    # Channels
    "W502": Code("A long label", "A telephone shows 24 characters.", "Say it shorter."),
    "E503": Code("A label that is a number", "Somebody who types a number means the place in the list.", "Use words."),
    "E507": Code(
        "Markup that a channel can't show", "Links, images and code are not shown, or open something.", "Take it out."
    ),
    "W506": Code(
        "Many bubbles in a row",
        "More than three push each other off the screen.",
        "Ask something in between, or make it a page.",
    ),
    # Safety
    "E601": Code(
        "A safety word is missing or weakened",
        "Stop, a human and a crisis have to work everywhere, always.",
        "Restore it; nothing may switch it off.",
    ),
    "E602": Code(
        "A word that means two things",
        "Whoever types it as an answer would stop, be handed over, or be asked about need; or nobody would be heard.",
        "Use another word.",
    ),
    "E603": Code(
        "A crisis without a number or a human",
        "The first answer has to help by itself.",
        "Show a line with `always: true`, and a way to a human.",
    ),
    "E605": Code(
        "A help line, or steps for counsellors, that can't be right",
        "A wrong number is worse than none.",
        "Mend the number, dates, needs or countries.",
    ),
    "W605": Code(
        "Nobody has verified this help line, or these steps",
        "Its source may be old or hearsay.",
        "Ring, ask, and write `verified: true` with the day.",
    ),
    "E606": Code(
        "Something sensitive would be shown",
        "What is sensitive never comes back, and a card is read by somebody else.",
        "Take it off the card; or ask first, and let `agreed` hold only after a yes.",
    ),
    "E607": Code(
        "A chat that would be emptied too soon or too late",
        "Sooner than in an hour, nobody can read an answer; after more than a day, its messages could stay for ever.",
        "Name an int under `vars`, with `min` and `max` in hours.",
    ),
    "E613": Code(
        "A telephone number that is not sensitive",
        "It would stand on every card, without a word from the person; and who has it can find them.",
        "Write `sensitive: true` at the variable.",
    ),
    "E614": Code(
        "A card of which nobody is told",
        "A counsellor would see something of a person who was not told so.",
        "Write `told` at the variable, in every language, and let a text before the human say `{card}` or `{shown}`.",
    ),
    "E615": Code(
        "A card of which something can't be unticked, or shows elsewhere",
        "A counsellor would see what somebody did not want to be seen.",
        "Let `ticked` name a set of all that is on the card, at every handover with it; let a `pick` offer all of it.",
    ),
    "W606": Code(
        "A help line, or steps for counsellors, past their day or near it",
        "From then on a line is not shown, and its fallback stands in its place; steps are shown as old.",
        "Ring, ask, and write the new days.",
    ),
    "E616": Code(
        "A wish about counsellors that can't be kept, or would be seen",
        "Whom somebody avoids is compared by the server alone. On a card it would tell the one who reads it.",
        "Name a bool, a set or a sensitive text of the session, and say with `away` how it goes on.",
    ),
    "E617": Code(
        "A call that can't be agreed on, or would be seen",
        "Whom to call, and how, goes sealed to the callback and nowhere else; each node needs to know how it goes on.",
        "Name under `calls` variables of the right type, the words sensitive; and under `on` only what the node does.",
    ),
    "E618": Code(
        "A figure by which somebody could be known",
        "Talks are told apart by a word of a short list. What is sensitive, was written, or is said in need, is counted"
        " nowhere.",
        "Name under `counted_by` variables of the type choice, with short values; write `count_ways` only where nothing"
        " is remembered, in a flow that is `counted`.",
    ),
    "E619": Code(
        "A call that is booked, or told, too early",
        "Whoever holds the phone would read when somebody is alone with it; or somebody is called in a way that nobody"
        " asked about.",
        "Ask for the age and for the way to say yes before `book`, with a way back from the number;"
        " say `{call_at}` only behind `choose`, `book` or `prove`.",
    ),
    "E611": Code(
        "A number or address in a text",
        "In a text nobody sees when it is out of date.",
        "Put it into helplines.yaml, with its dates, and show it with `lines`.",
    ),
    # Lists of questions
    "E701": Code(
        "An answer without a weight",
        "It would count as nothing.",
        "Give an answer a `score`; give a question one of the `domains`, or `weighs: false` where it is only asked.",
    ),
    "E702": Code(
        "A band that can't be reached, or none at all",
        "Somebody would read the wrong text, or none.",
        "Mend the conditions; the last has `else: true`.",
    ),
    "E703": Code(
        "Skipping makes it look better",
        "Who can't answer must not be told that all is well.",
        "Put a band for `missing` above.",
    ),
    "E704": Code("Danger ends low", "One answer that means danger decides.", "Put a band `when: danger` first."),
    "E801": Code(
        "A length of time that does not do",
        "It is none, or what is to be said then would come when nobody may be written to any more, or never.",
        "Write `30s`, `5m` or `1h`; all that is waited for without a word of the person stays under 10 minutes.",
    ),
    "E802": Code(
        "Hours that can't be",
        "Somebody would be told to come back when nobody is there.",
        "Write a span as `09:00-12:30`; one that goes on into the night as `20:00-02:00`; all day is `00:00-24:00`.",
    ),
    "E803": Code(
        "A clock that asks for a human",
        "Somebody who fell silent would stand in the queue, and a counsellor would find nobody there.",
        "Let `timeout` lead to a question; from there the person can ask.",
    ),
    "E804": Code(
        "A wipe that nobody asked for",
        "What somebody said would be gone, and their chat empty, because a clock ran or a counsellor closed a talk.",
        "Lead to a question first; a wipe is what the person chooses or types.",
    ),
    "E805": Code(
        "A text that can't go without `{opens}`",
        "Without hours, and while the desk is open by them, its sentence falls away; what is left has to be a text.",
        "Give it a sentence of its own, from a capital to a full stop, beside others.",
    ),
    "E806": Code(
        "Callbacks that can't be offered",
        "Slots that are no part of an hour would leave gaps; who is to be called later than two weeks is elsewhere.",
        "Write `slot` as `15m`, `30m` or `1h`, `lead` as `30m` or `2h` up to `48h`, `ahead` as `1d` up to `14d`.",
    ),
    # Golden conversations
    "E952": Code(
        "A golden conversation goes another way",
        "The change did more than it should, or the golden file is old.",
        "Mend the one that is wrong.",
    ),
    "E954": Code("A step that nothing uses", "It tests nothing.", "Take it out."),
    "W951": Code(
        "Nothing plays this",
        "A fault here would be seen by nobody.",
        "Add a golden conversation, or `untested` with the reason.",
    ),
    "W953": Code(
        "A text that nobody has looked at",
        "A change of words shows in the snapshot.",
        "Read it; then `ajar flows test --update`.",
    ),
}
