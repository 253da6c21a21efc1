"""What would run in a page that took words for HTML, script, style or a template: families, each made of few parts.

`RUN` calls `ajarRan`, which the detector of these tests listens to; where no call can stand, `/ajar-ran` is asked for,
which the detector sees as well.
"""

from collections.abc import Iterator, Mapping
from html import escape
from itertools import product
from random import Random
from urllib.parse import quote

RUN = "ajarRan(1)"
ASK = "/ajar-ran"

EVENTS = (
    "<img src=x onerror={run}>", "<img src=x:x onerror={run}//", "<image src=x onerror={run}>", "<svg onload={run}>",
    "<svg/onload={run}>", "<svg><script>{run}</script></svg>", "<svg><script xlink:href=data:,{run}></script></svg>",
    "<svg><animate onbegin={run} attributeName=x dur=1s>", "<svg><set onbegin={run} attributeName=x>",
    "<svg><style onload={run}></style></svg>",
    "<svg><use href='data:image/svg+xml,<svg id=x xmlns=http://www.w3.org/2000/svg onload={run}/>#x'/></svg>",
    "<body onload={run}>", "<body onpageshow={run}>", "<video src=x onerror={run}></video>",
    "<video><source onerror={run}></video>", "<audio src=x onerror={run}></audio>",
    "<details open ontoggle={run}>x</details>", "<input autofocus onfocus={run}>",
    "<textarea autofocus onfocus={run}></textarea>", "<select autofocus onfocus={run}></select>",
    "<a href=x tabindex=1 autofocus onfocus={run}>x</a>", "<div contenteditable autofocus onfocus={run}>x</div>",
    "<style onload={run}></style>", "<link rel=stylesheet href=data:text/css, onload={run}>",
    "<script>{run}</script>", "<SCRIPT>{run}</SCRIPT>", "<script >{run}</script >", "<script/x>{run}</script>",
    "<script\n>{run}</script\n>", "<script>{run}", "<scr<script>ipt>{run}</scr</script>ipt>",
    "<script src=data:text/javascript,{run}></script>", "<script type=module>{run}</script>",
    "<iframe srcdoc='<script>parent.{run}</script>'></iframe>", "<iframe src='javascript:parent.{run}'></iframe>",
    "<iframe onload={run}></iframe>", "<object data='javascript:{run}'></object>",
    "<object data=x onerror={run}></object>", "<embed src='javascript:{run}'>", "<marquee onstart={run}>x</marquee>",
    "<p style='animation:x 1s' onanimationstart={run}>x</p><style>@keyframes x{{}}</style>",
    "<math><mtext></mtext><img src=x onerror={run}></math>", "<template><img src=x onerror={run}></template>",
    "<dialog open onclose={run}><form method=dialog><button autofocus>x</button></form></dialog>",
    "<img src=x onerror=\u0022{run}\u0022>", "<img src=x onerror='{run}'>", "<img src=x onerror=`{run}`>",
    "<img\tsrc=x\tonerror={run}>", "<img\nsrc=x\nonerror={run}>", "<img\fsrc=x\fonerror={run}>",
    "<img/src=x/onerror={run}>", "<IMG SRC=x ONERROR={run}>", "<img src=x ONerror={run} >", "<x onclick={run}>x</x>",
    "<x onpointerrawupdate={run} style=position:fixed;inset:0>x</x>",
)  # fmt: skip
"""A tag that runs something by itself or when it is touched."""
BREAKS = (
    "", '">', "'>", "`>", "\">'>", "--><",
    "-->", "]]>", "</textarea>", "</title>", "</style>", "</script>", "</p></li></ol>", "</noscript>", "</template>",
    '\\">', "/>", "<!--", "<![CDATA[", "\u2028",
)  # fmt: skip
"""What ends the place that a careless page would put words in."""
ADDRESSES = (
    "javascript:{run}", "JaVaScRiPt:{run}", " javascript:{run}", "java\tscript:{run}", "java\nscript:{run}",
    "\x01javascript:{run}", "javascript&colon;{run}", "javascript://%0a{run}", "jav&#x09;ascript:{run}",
    "vbscript:{run}", "livescript:{run}", "data:text/html,<script>{run}</script>",
    "data:text/html;base64,PHNjcmlwdD5hamFyUmFuKDEpPC9zY3JpcHQ+", "blob:{run}", "//ajar-ran.example/x.js",
    "/ajar-ran",
)  # fmt: skip
CARRIERS = (
    "{address}", "<a href='{address}'>x</a>", "[x]({address})", "![x]({address})",
    "<form action='{address}'><button>x</button></form>", "<button form=x formaction='{address}'>x</button>",
    "<meta http-equiv=refresh content='0;url={address}'>", "<base href='{address}'>",
)  # fmt: skip
"""Where an address would be followed."""
SCRIPTS = (
    '";{run}//', "';{run}//", "`;{run}//", "\\';{run}//", "'-{run}-'", '"-{run}-"', "${{{run}}}", "`${{{run}}}`",
    "\u2028{run}\u2028", "*/{run}/*", "</script><script>{run}</script>", '"}};{run}//', "'}});{run}//",
    "\\u0022;{run}//", "\\x27;{run}//", '{{"__proto__":{{"html":"<img src=x onerror={run}>"}}}}', '"],"x":[{run}',
)  # fmt: skip
"""What leaves a string of JavaScript or of JSON."""
TEMPLATES = (
    "{{{{{run}}}}}", "{{{{constructor.constructor('{run}')()}}}}", "{{%{run}%}}", "{{{{7*7}}}}<%= {run} %>",
    "#{{{run}}}", "[[{run}]]", "<${{Image}} src=x onerror={run}/>", "${{html`<img src=x onerror={run}>`}}",
    '{{"type":"img","props":{{"src":"x","onerror":"{run}"}},"__v":1}}',
    '{{"dangerouslySetInnerHTML":{{"__html":"<img src=x onerror={run}>"}}}}',
    '{{"constructor":{{"prototype":{{"innerHTML":"<img src=x onerror={run}>"}}}}}}',
    "dangerouslySetInnerHTML=<img src=x onerror={run}>",
)  # fmt: skip
"""What the languages of templates run, ours (htm with Preact, Jinja) among them."""
STYLES = (
    "<style>@import '/ajar-ran'</style>", "<style>*{{background:url(/ajar-ran)}}</style>",
    "<link rel=stylesheet href=/ajar-ran>", "<x style='background:url(/ajar-ran)'>x</x>",
    "<x style='width:expression({run})'>x</x>", "}}*{{background:url(/ajar-ran)}}", "<img src=/ajar-ran>",
    "<img srcset='/ajar-ran 1x'>", "<input type=image src=/ajar-ran>", "<body background=/ajar-ran>",
    "<svg><image href=/ajar-ran /></svg>", "<link rel=prefetch href=/ajar-ran>", "<video poster=/ajar-ran></video>",
)  # fmt: skip
"""What asks for something: a way to tell somebody that these words were read."""
MUTANTS = (
    "<noscript><p title='</noscript><img src=x onerror={run}>'>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=x onerror={run}&gt;'>",
    "<svg></p><style><a id='</style><img src=x onerror={run}>'>",
    "<form><math><mtext></form><form><mglyph><style></math><img src=x onerror={run}>",
    "<xmp><p title='</xmp><img src=x onerror={run}>'>", "<listing>&lt;img src=x onerror={run}&gt;</listing>",
    "<iframe><img title='</iframe><img src=x onerror={run}>'></iframe>",
    "<select><template><img src=x onerror={run}></template></select>",
    "<table><td><svg><desc><img src=x onerror={run}></desc></svg></td></table>",
    "<a><b></a><img src=x onerror={run}></b>",
)  # fmt: skip
"""What becomes something else when a page is read, written and read again."""
NAMES = (
    "<a id=ajarRan>x</a>",
    "<form id=start name=start><input name=csrf></form>", "<img name=body>",
    "<form name=document><input name=cookie>", "__proto__", "constructor", "toString", "<a id=words>x</a>",
    "<p id=start>{{}}</p>", "<slot name=x>", "<iframe name=top></iframe>",
)  # fmt: skip
"""What takes the name of something that scripts of a page look up."""


def _families() -> Mapping[str, list[str]]:
    events = [one.format(run=RUN) for one in EVENTS]
    few = [events[0], events[3], events[16], events[17], events[24], events[33], events[36], MUTANTS[0].format(run=RUN)]
    plain = {
        "script": SCRIPTS, "template": TEMPLATES, "style": STYLES, "mutant": MUTANTS, "name": NAMES,
    }  # fmt: skip
    return {
        "event": events,
        "break": [f"{before}{one}" for before, one in product(BREAKS[1:], few)],
        "address": [
            carrier.format(address=address.format(run=RUN)) for carrier, address in product(CARRIERS, ADDRESSES)
        ],
        **{name: [one.format(run=RUN) for one in family] for name, family in plain.items()},
        "written": [written for one in few for written in _written(one)],
    }


def _written(payload: str) -> Iterator[str]:
    """Write one in the ways that some layer may read back."""
    yield escape(payload)
    yield escape(escape(payload))
    yield quote(payload, safe="")
    yield quote(quote(payload, safe=""), safe="")
    yield "".join(f"&#{ord(char)};" for char in payload)
    yield "".join(f"&#x{ord(char):x}" for char in payload)
    yield "".join(f"\\u{ord(char):04x}" for char in payload)
    yield "".join(f"\\x{ord(char):02x}" for char in payload)
    yield payload.replace("<", "\uff1c").replace(">", "\uff1e")
    yield payload.replace("<", "\u2039").replace(">", "\u203a")
    yield payload.replace("<", "+ADw-").replace(">", "+AD4-")
    yield payload.replace("<", "%u003c").replace(">", "%u003e")
    yield payload.replace("<", "<\u200b")
    yield "\u202e" + payload[::-1]
    yield "\ufeff" + payload
    yield payload.replace(" ", "\u00a0")


FAMILIES = _families()
PAYLOADS = tuple(dict.fromkeys(one for family in FAMILIES.values() for one in family))
EVERY_FAMILY = tuple(one for family in FAMILIES.values() for one in family[:: max(1, len(family) // 4)])
"""Some of each family, for a first look."""
_PIECES = (
    *"<>\"'`&;/\\=(){}[]$%#!-:\n\t\u2028\u202e", " ", "<script", "</script>", "<img src=x onerror=", "<svg/onload=",
    "javascript:", RUN, "<!--", "-->", "${", "{{", "]]>", "&lt;", "&#60", "\\u003c", "%3c", "</textarea>", "<style>",
    "onerror=", "src=/ajar-ran", "srcdoc=", "\ufffd", "\u0301",
)  # fmt: skip


def made_up(count: int, seed: int) -> list[str]:
    """Return so many that nobody thought of: pieces of the others in any order."""
    lot = Random(seed)  # noqa: S311 - they have to come again from their number
    return ["".join(lot.choices(_PIECES, k=lot.randint(3, 14))) for _ in range(count)]
