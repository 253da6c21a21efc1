"""The sheet as one page without a script or a foreign host, for the screen and for paper."""

import hashlib
from base64 import b64encode
from functools import cache
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from bot.ops.report.contents import DEFINED, SECTIONS, Report, rows
from bot.ops.report.pictures import plots
from bot.ops.report.words import HIDDEN, Words


@cache
def _template() -> Environment:
    return Environment(loader=PackageLoader("bot.ops.report", "."), autoescape=True, undefined=StrictUndefined)


@cache
def _style() -> str:
    return files("bot.ops.report").joinpath("page.css").read_text(encoding="utf-8")


def page(report: Report, words: Words) -> str:
    """Return the whole page.

    Args:
        report: What it is of.
        words: In which language.
    """
    style = _style()
    digest = b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return (
        _template()
        .get_template("page.html")
        .render(
            report=report,
            words=words,
            t=words.say,
            style=Markup(style),  # noqa: S704 - it comes with the package
            policy=f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'",
            hidden=HIDDEN,
            sections={section: list(rows(report, section, words)) for section in SECTIONS},
            plots={
                section: [(one.caption, Markup(one.svg)) for one in found]  # noqa: S704 - words are escaped there
                for section, found in plots(report, words).items()
            },
            defined={figure: words.say(f"define.{name}") for figure, name in DEFINED.items()},
            marks=[(mark.days, mark.named(words.language)) for mark in report.marks],
        )
    )
