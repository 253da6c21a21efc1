"""The smallest faulty file of each kind: what stands in a sound file, and what goes wrong when it stands there instead.

`ajar flows codes` prints them, and a test puts each into a small conversation.
"""

from collections.abc import Mapping
from typing import NamedTuple


class Example(NamedTuple):
    """A piece of a file, faulty and sound.

    Attributes:
        sound: As it may be; empty lines and spaces as in the file.
        faulty: What is told.
        file: Where it stands.
    """

    sound: str
    faulty: str
    file: str = "flows.yaml"


_TIP = 'say: {nl: "Een tip", en: "A tip", fr: "Un conseil"}'
_NAME = "        type: text\n        save: naam\n"
_ARM, _ELSE = "- {when: 'land == \"be\" and not vrij', next: dag}", "\n          - {else: true, next: menu}"
_ON = "on: {waiting: wacht, no_staff: geen, closed: na}"
_BUBBLE = '      {0}: {{say: {{nl: "Tip {0}", en: "Tip {0}", fr: "Tip {0}"}}, next: {1}}}\n'
_FOUR = "".join(_BUBBLE.format(*pair) for pair in (("b1", "b2"), ("b2", "b3"), ("b3", "b4"), ("b4", "tip")))


def _tip(text: str) -> Example:
    return Example(_TIP, _TIP.replace("Een tip", text))


EXAMPLES: Mapping[str, Example] = {
    "E001": Example("bundle: klein", 'bundle: "klein'),
    "E002": Example("bundle: klein", "bundle: klein\nbundle: groot"),
    "E003": Example('en: "Yes", fr: Oui}, value: true', "en: Yes, fr: Oui}, value: true"),
    "E004": Example("bundle: klein", "bundel: klein"),
    "E005": Example("land: {type: choice, values: [nl, be, anders], ", "land: {type: choice, "),
    "E006": Example("recover: menu", "recover: [menu]"),
    "E007": Example("say: {nl: Dag, en: Hello, fr: Salut}", 'say: {nl: "", en: Hello, fr: Salut}'),
    "E008": Example("words_file: crisis.yaml", "words_file: krisis.yaml"),
    "E009": Example("lines: [nood, luister, oud]", f"lines: [{', '.join(['luister'] * 21)}]"),
    "E010": Example("schema: 1", "schema: 2"),
    "E011": Example("bundle: klein", "bundle: &naam klein"),
    "E012": Example("say: {nl: Dag, en: Hello, fr: Salut}", "say: {nl: “Dag”, en: Hello, fr: Salut}"),
    "E101": Example("bundle: klein", "bundle: Klein!"),
    "E102": Example("  tips:\n    entry: tip\n", "  tips: {}\n  tips:\n    entry: tip\n"),
    "E103": Example("      tip:\n", "      tip: {end: {}}\n      tip:\n"),
    "E104": Example("{id: be, label: {nl: België", "{id: nl, label: {nl: België"),
    "E105": Example("naam: {type: text, sensitive: true, ", "in: {type: text, sensitive: true, "),
    "E106": Example("    entry: tip\n", "    entry: tip\n    on_removed: {tip: klaar}\n"),
    "E201": Example("entry: tip\n", "entry: tipp\n"),
    "E202": Example(f"branch:\n          {_ARM}{_ELSE}", "branch: []"),
    "E203": Example("        next: vrij\n", "        next: vrjj\n"),
    "E204": Example("      tip:\n", "      los: {end: {}}\n      tip:\n"),
    "E205": Example(f"{_TIP}\n        next: klaar", _TIP),
    "E206": Example(f"{_ARM}{_ELSE}", _ARM),
    "E207": Example("- {else: true, next: menu}", "- {else: true, next: menu}\n          - {else: true, next: dag}"),
    "E208": Example(_ON, _ON.replace("no_staff: geen", "no_staff: rij_dicht")),
    "E209": Example("      tip:\n", "      rond: {set: {vrij: true}, next: rond}\n      tip:\n"),
    "E213": Example(_ON, "on: {waiting: wacht}"),
    "E214": Example("    entry: tip\n", "    entry: tip\n    on_removed: {oud: weg}\n"),
    "E217": Example("type: text\n        save: naam\n", "type: number\n        save: wachten\n"),
    "E801": Example("title: Begin\n", f"title: Begin\n    idle: {{after: 20m, {_TIP}}}\n"),
    "E802": Example("schema: 1\n", 'schema: 1\nweek:\n  monday: ["9-12"]\n', "hours.yaml"),
    "E803": Example(_NAME, f"{_NAME}        timeout: {{after: 5m, next: mens.rij}}\n"),
    "E804": Example(_ON, _ON.replace("closed: na", "closed: weg") + "\n      weg: {end: {}, wipe: all}"),
    "E805": _tip("We zijn er {opens}."),
    "E806": Example("schema: 1\n", "schema: 1\ncallbacks: {slot: 45m}\n", "hours.yaml"),
    "W215": Example("next: mens.dringend}", "next: klaar}"),
    "E301": Example("save: vrij\n", "save: vrj\n"),
    "E302": Example("'land == \"be\" and not vrij'", "'land = \"be\" and not vrij'"),
    "E303": Example("'land == \"be\" and not vrij'", "'land == \"bee\" and not vrij'"),
    "E304": Example("'land == \"be\" and not vrij'", '\'land == "be" and land == "nl"\''),
    "E305": Example('- {id: uit, label: {nl: "Uit de rij"', '- {id: uit, when: spoed, label: {nl: "Uit de rij"'),
    "W306": Example(
        "  wachten: {type: int, min: 0, max: 60}\n", "  wachten: {type: int, min: 0, max: 60}\n  over: {type: bool}\n"
    ),
    "E308": Example("min: 0, max: 60", "min: 60, max: 0"),
    "E309": Example("say: {nl: Dag, en: Hello, fr: Salut}", 'say: {nl: "Dag {naam}", en: Hello, fr: Salut}'),
    "E310": Example("'land == \"be\" and not vrij'", "'start.land == \"be\" and not vrij'"),
    "E401": Example("say: {nl: Dag, en: Hello, fr: Salut}", "say: {nl: Dag, en: Hello, fr: Salut, de: Tag}"),
    "E402": Example("say: {nl: Dag, en: Hello, fr: Salut}", "say: {nl: Dag, en: Hello}"),
    "E406": Example("- **twee**\n", "- **twee**\n- drie\n", "pages/geld.nl.md"),
    "W408": Example(_TIP, _TIP.replace("Een tip", "Dat is zo").replace("A tip", "Dat is zo")),
    "W409": _tip("Een zin die maar niet op wil houden, " + "omdat er steeds weer een stukje bij komt " * 2),
    "E410": Example("en: [stop, wipe], fr: [stop, effacer]", "en: [stop, wipe]"),
    "E411": _tip("Je bent geen slachtoffer."),
    "W412": _tip(" ".join(["Dit is een zin van zes."] * 11)),
    "W413": _tip("Hoe gaat het? En met jou?"),
    "W414": Example("        otherwise: {tries: 3}", "        otherwise: {tries: 3}\n        save: naam"),
    "W415": _tip("Goed zo!"),
    "W416": _tip("Klik hier voor meer."),
    "E417": _tip("Over geweld en wat je kunt doen."),
    "W418": _tip(" ".join(["Verantwoordelijkheidsgevoel veroorzaakt samenwerkingsproblematiek."] * 4)),
    "W502": Example('label: {nl: "Tot ziens"', 'label: {nl: "Tot ziens en tot de volgende keer"'),
    "E503": Example('label: {nl: "Niets meer"', 'label: {nl: "1"'),
    "W506": Example("      tip:\n", f"{_FOUR}      tip:\n"),
    "E507": Example("- *een*", "- [een](https://een.be)", "pages/geld.nl.md"),
    "E601": Example("    call: crisis\n    locked: true\n", "    call: crisis\n"),
    "E602": Example("label: {nl: Terug, en: Back, fr: Retour}", "label: {nl: Terug, en: Help, fr: Retour}"),
    "E603": Example("lines: [nood]", "lines: [luister]"),
    "E605": Example("lines: [nood, luister, oud]", "lines: [nood, luisteren, oud]"),
    "W605": Example("verified: true", "verified: false", "helplines.yaml"),
    "E614": Example("told: {nl: land, en: country, fr: pays}", "note: Waar iemand woont."),
    "E615": Example("card: [land, vrij]", "card: [land, vrij], ticked: land"),
    "E617": Example(
        "\ninterrupts:\n",
        "\ncalls: {slot: land, proven: land, number: land, code_word: land, young: land}\n\ninterrupts:\n",
    ),
    "E619": _tip("We bellen je: {call_at}."),
    "E618": Example("\ninterrupts:\n", "\ncounted_by: {role: wachten}\n\ninterrupts:\n"),
    "E616": Example("\ninterrupts:\n", "\nwith_whom: {talked: land}\n\ninterrupts:\n"),
    "E606": Example("card: [land, vrij]", "card: [land, naam]"),
    "E607": Example("\ninterrupts:\n", "\nvanish_after: land\n\ninterrupts:\n"),
    "E613": Example(
        "  wachten: {type: int, min: 0, max: 60}\n",
        "  wachten: {type: int, min: 0, max: 60}\n  nummer: {type: phone}\n",
    ),
    "W606": Example("valid_until: 2026-03-01", "valid_until: 2026-02-10", "helplines.yaml"),
    "E611": _tip("Bel 0800 20 00 00 voor hulp."),
    "E701": Example("scale: hoe_vaak", "scale: hoe_vak"),
    "E702": Example("when: danger}", "when: danger and touched > 5}"),
    "E703": Example("when: missing > 2}", "when: missing > 9}"),
    "E704": Example("- {id: t3, when: danger}", "- {id: t3, when: touched > 3}"),
}
"""By code: all that the check finds; what `ajar flows test` finds has its examples in docs/golden.md."""
