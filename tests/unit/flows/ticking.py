"""The small conversation with a card of which items can be unticked, before the queue and in it."""

from functools import cache

from bot.flows.bundle import Bundle, compile_bundle
from tests.unit.flows.small import FLOWS, SOURCES

LIST = """\
      lijst:
        pick: {nl: "Te zien: {shown}. Goed?", en: "Seen: {shown}. Fine?", fr: "Visible : {shown}. Bien ?"}
        save: te_zien
        options:
          - {id: land, label: {nl: Land, en: Country, fr: Pays}}
          - {id: vrij, label: {nl: Rust, en: Calm, fr: Calme}}
          - {id: naam, label: {nl: Naam, en: Name, fr: Nom}}
        next: klaar
"""
_ASKED = '          - {id: m15, label: {nl: "Ja, 15 minuten"'
_WAITS = "          - {id: lezen, label: {nl: Lezen, en: Read, fr: Lire}, call: lezen, next: wacht}\n"
_OPTION = "{id: kies, label: {nl: Kiezen, en: Choose, fr: Choisir}, call: zien, next: %s}\n"
_MET = "urgent: 'vrij and wachten >= 30', card: [land, vrij]"
TICKING = (
    FLOWS.replace("  wachten: {type: int", "  te_zien: {type: set, values: [land, vrij, naam]}\n  wachten: {type: int")
    .replace(_ASKED, f"          - {_OPTION % 'start'}".replace("label", "value: 0, label") + _ASKED)
    .replace(_WAITS, _WAITS + f"          - {_OPTION % 'wacht'}")
    .replace(_MET, "urgent: 'wachten >= 30', card: [land, vrij, naam], ticked: te_zien, agreed: 'answered(naam)'")
    .replace(
        "handover: {even_if_closed: true}",
        "handover: {even_if_closed: true, card: [land, vrij, naam], ticked: te_zien, agreed: 'answered(naam)'}",
    )
    .replace(
        "  mens:\n    entry: start\n",
        f"  zien:\n    entry: lijst\n    nodes:\n{LIST}      klaar: {{end: {{}}}}\n  mens:\n    entry: start\n",
    )
)


@cache
def ticking_bundle(*changes: tuple[str, str]) -> Bundle:
    """Compile it, with pieces replaced."""
    text = TICKING
    for old, new in changes:
        assert text.count(old) >= 1, f"{old!r} stands nowhere"
        text = text.replace(old, new)
    return compile_bundle({**SOURCES, "flows.yaml": text})
