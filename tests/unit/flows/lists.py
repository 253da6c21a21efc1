"""The small conversation with a list of questions in it, for tests of what is weighed."""

from bot.flows.bundle import Bundle, compile_bundle
from tests.unit.flows.small import FLOWS, SOURCES, Person

SCALES = """\
scales:
  hoe_vaak:
    - {id: nee, score: 0, label: {nl: Nee, en: "No", fr: Non}}
    - {id: soms, score: 1, label: {nl: Soms, en: Sometimes, fr: Parfois}}
    - {id: vaak, score: 2, label: {nl: Vaak, en: Often, fr: Souvent}}
    - {id: weet_niet, label: {nl: "Weet ik niet", en: "I don't know", fr: "Je ne sais pas"}}
    - {id: sla_over, label: {nl: "Sla over", en: Skip, fr: Passer}}
"""

LIST = """\
  lijst:
    entry: vragen
    recover: klaar
    nodes:
      vragen:
        assess:
          scale: hoe_vaak
          domains: [leven, mening, angst]
          save: niveau
          questions:
            - id: contact
              domain: leven
              save: v_contact
              text: {nl: "Houdt iemand je weg?", en: "Kept away?", fr: "On vous éloigne ?"}
            - id: huis
              domain: leven
              text: {nl: "Beslist iemand voor je?", en: "Decided for you?", fr: "On décide ?"}
            - id: vrij
              domain: mening
              reversed: true
              text: {nl: "Mag je zeggen wat je vindt?", en: "Free to speak?", fr: "Libre de parler ?"}
            - id: school
              domain: mening
              when: land == "be"
              text: {nl: "Mag je naar school?", en: "To school?", fr: "À l'école ?"}
            - id: bang
              domain: angst
              before: {nl: "Nu iets zwaars.", en: "Now a hard one.", fr: "Plus dur."}
              text: {nl: "Ben je bang?", en: "Afraid?", fr: "Peur ?"}
              follow:
                on: [soms, vaak]
                ask: {nl: "Ook nu?", en: "Also now?", fr: "Maintenant aussi ?"}
                options:
                  - {id: nu, label: {nl: "Ja, nu", en: "Yes, now", fr: "Oui"}, danger: true}
                  - {id: weg, label: {nl: "Ja, dichtbij", en: "Yes, near", fr: "Près"}, danger: true, next: tekst_3}
                  - {id: uitleg, label: {nl: "Eerst een tip", en: "A tip", fr: "Un conseil"}, call: tips}
                  - {id: niet, label: {nl: "Nee, niet nu", en: "Not now", fr: "Pas maintenant"}}
            - id: steun
              weighs: false
              text: {nl: "Is er iemand voor je?", en: "Is there someone?", fr: "Il y a quelqu'un ?"}
          bands:
            - {id: t3, when: danger}
            - {id: te_weinig, when: missing > 2}
            - {id: t2, when: touched >= 3 or highest >= 2}
            - {id: t1, when: touched >= 1}
            - {id: t0, else: true}
        on: {t0: klaar, t1: tekst_1, t2: tekst_2, t3: tekst_3, te_weinig: tekst_weinig, stopped: tussenstand}
      tekst_1: {say: {nl: "Een beetje", en: "A little", fr: "Un peu"}, next: klaar}
      tekst_2: {say: {nl: "Veel", en: "Much", fr: "Beaucoup"}, next: klaar}
      tekst_3: {say: {nl: "Nu hulp", en: "Help now", fr: "De l'aide"}, next: klaar}
      tekst_weinig: {say: {nl: "Nog niet duidelijk", en: "Not clear", fr: "Pas clair"}, next: klaar}
      tussenstand: {say: {nl: "Tot hier", en: "So far", fr: "Jusqu'ici"}, next: klaar}
      klaar: {end: {}}
"""

VARS = """\
  niveau: {type: choice, values: [t0, t1, t2, t3, te_weinig]}
  v_contact: {type: choice, values: [nee, soms, vaak, weet_niet, sla_over]}
  spoed: {type: bool, retain: handover}
"""
OPTION = '          - {id: vragen, label: {nl: "De vragen", en: Questions, fr: Questions}, call: lijst, next: menu}\n'
_MENU = '          - {id: lezen, label: {nl: "Iets lezen"'

URGENT = (
    ("set: {vrij: true, wachten: 30}", "set: {vrij: true, wachten: 30, spoed: true}"),
    ("urgent: 'vrij and wachten >= 30'", "urgent: 'spoed'"),
)
"""What is kept only until the desk answers."""

LISTED = FLOWS.replace("interrupts:\n", f"{VARS}{SCALES}interrupts:\n").replace(_MENU, OPTION + _MENU) + LIST
for _old, _new in URGENT:
    LISTED = LISTED.replace(_old, _new)


def listed_sources(*changes: tuple[str, str]) -> dict[str, str]:
    """Return the files, with pieces of flows.yaml replaced."""
    text = LISTED
    for old, new in changes:
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times"
        text = text.replace(old, new)
    return {**SOURCES, "flows.yaml": text}


def listed_bundle(*changes: tuple[str, str]) -> Bundle:
    """Compile the conversation with the list."""
    return compile_bundle(listed_sources(*changes))


def asked(bundle: Bundle | None = None) -> Person:
    """Return a person who was just asked the first question of the list."""
    return Person(bundle or listed_bundle()).starts().says("ja", "de vragen")
