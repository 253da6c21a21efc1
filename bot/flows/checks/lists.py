"""Lists of questions: scales, questions and bands that fit together, and bands that are proven to be fair."""

from collections.abc import Iterator, Mapping, Sequence

from bot.flows.checks.values import Values, condition_types, nodes_in
from bot.flows.expressions import compile_expression
from bot.flows.format.assess_schema import STOPPED, Band, Follow, Question, ScaleAnswer
from bot.flows.format.node_schema import AssessNode
from bot.flows.format.parse import Path
from bot.flows.format.schema import FlowsFile
from bot.flows.format.sheet import Sheet
from bot.flows.possibilities import cases_of
from bot.flows.proof import NOT_ASKED, Outcome, doubts, possible_signs
from bot.flows.unfolding import band_types, scores_of, value_of, weighing_of


def check_lists(sheet: Sheet[FlowsFile]) -> None:
    """Check the scales and every list of questions in flows.yaml."""
    used: set[str] = set()
    for path, node_id, node in nodes_in(sheet.content):
        if isinstance(node, AssessNode):
            used |= {node.assess.scale, *(question.scale or node.assess.scale for question in node.assess.questions)}
            _List(sheet, path, node).check(node_id)
    for scale_id, scale in sheet.content.scales.items():
        scores = {answer.score for answer in scale if answer.score is not None}
        if min(scores, default=1) > 0 or max(scores, default=0) == 0:
            what = "a scale needs an answer with the score 0 and one with a higher score"
            sheet.at_key(("scales", scale_id), "E701", what=what)
        if scale_id not in used and not sheet.reading.cut:
            sheet.at_key(("scales", scale_id), "E701", what="no list of questions uses this scale")


class _List:
    """Holds one list against the scales and the variables."""

    def __init__(self, sheet: Sheet[FlowsFile], path: Path, node: AssessNode) -> None:
        self._sheet = sheet
        self._path: Path = (*path, "assess")
        self._node = node
        self._values = Values(sheet)
        self._is_sound = True

    def check(self, node_id: str) -> None:
        """Check everything about it; the bands are proven when nothing else is wrong with them."""
        self._check_scale((*self._path, "scale"), self._node.assess.scale)
        self._check_names()
        self._check_domains()
        for number, question in enumerate(self._node.assess.questions):
            self._check_question((*self._path, "questions", number), question)
        self._check_bands()
        if self._is_sound:
            self._prove(node_id)

    def _check_scale(self, path: Path, name: str) -> None:
        scales = self._sheet.content.scales
        if name in scales:
            return
        self._is_sound = False
        if not self._sheet.is_broken(("scales", name)):
            hint = self._sheet.meant(name, {scale: ("scales", scale) for scale in scales})[1]
            self._sheet.at_value(path, "E701", what=f'"{name}" is no scale{hint}')

    def _check_names(self) -> None:
        """Check that ids and variables of questions are not used twice, and that every exit is a band."""
        seen: set[str] = set()
        questions = self._node.assess.questions
        for path, name in _named(self._path, questions, self._node.assess.bands):
            if name in seen:
                self._sheet.at_value(path, "E104", what=f'"{name.split()[-1]}" stands in this list already')
            seen.add(name)
        bands = [band.id for band in self._node.assess.bands]
        if STOPPED in bands:
            path = (*self._path, "bands", bands.index(STOPPED), "id")
            self._sheet.at_value(path, "E105", what=f'"{STOPPED}" is the exit of whoever stops; choose another id')
        for name in self._node.on:
            if name != STOPPED and name not in bands:
                hint = self._sheet.meant(name, [*bands, STOPPED])[1]
                self._sheet.at_key((*self._path[:-1], "on", name), "E213", what=f"this is no band{hint}")

    def _check_domains(self) -> None:
        """Check that some question is about each domain, so that a name that is misspelt twice is seen as well."""
        about = {question.domain for question in self._node.assess.questions}
        for number, domain in enumerate(self._node.assess.domains):
            if domain not in about:
                self._sheet.at_value((*self._path, "domains", number), "E701", what=f'no question is about "{domain}"')
            elif domain in self._node.assess.domains[:number]:
                self._sheet.at_value(
                    (*self._path, "domains", number), "E104", what=f'"{domain}" stands in this list already'
                )

    def _check_question(self, path: Path, question: Question) -> None:
        scale = self._scale_of(question)
        self._check_weight(path, question)
        if question.scale is not None:
            self._check_scale((*path, "scale"), question.scale)
        self._check_condition((*path, "when"), question.when)
        if question.save is not None:
            for answer in scale:
                self._values.check_value((*path, "save"), question.save, answer.id, saved_by=(*path, "save"))
        if question.follow is not None:
            self._check_follow((*path, "follow"), question.follow, scale)

    def _check_weight(self, path: Path, question: Question) -> None:
        """Check that a question is weighed or not on purpose: one that lost its domain would count as nothing."""
        if question.weighs and question.domain is None:
            what = 'say what it is about with "domain", or that it is not weighed with "weighs: false"'
            self._sheet.at_value(path, "E701", what=what)
        elif not question.weighs and question.domain is not None:
            what = 'a question with a "domain" is weighed; take one of the two away'
            self._sheet.at_key((*path, "weighs"), "E701", what=what)
        elif question.domain is not None and question.domain not in self._node.assess.domains:
            hint = self._sheet.meant(question.domain, self._node.assess.domains)[1]
            what = f'"{question.domain}" is none of the domains of this list{hint}'
            self._sheet.at_value((*path, "domain"), "E701", what=what)

    def _check_follow(self, path: Path, follow: Follow, scale: Sequence[ScaleAnswer]) -> None:
        answers = [answer.id for answer in scale]
        for number, answer in enumerate(follow.on):
            if scale and answer not in answers:
                self._is_sound = False
                hint = self._sheet.meant(answer, answers)[1]
                self._sheet.at_value((*path, "on", number), "E701", what=f'"{answer}" is no answer of the scale{hint}')
        for number, option in enumerate(follow.options):
            if follow.save is not None:
                place: Path = (*path, "options", number, "id" if option.value is None else "value")
                self._values.check_value(place, follow.save, value_of(option), saved_by=(*path, "save"))

    def _check_bands(self) -> None:
        bands = self._node.assess.bands
        for number, band in enumerate(bands):
            path: Path = (*self._path, "bands", number)
            self._check_condition((*path, "when"), band.when, is_band=True)
            if (band.when is None) == (band.else_ is None):
                self._unsound(path, 'a band has either "when" or "else: true"')
            elif (band.else_ is not None) != (number == len(bands) - 1):
                self._unsound(path, 'the last band, and no other, has "else: true"')
            if self._node.assess.save is not None:
                saved_by: Path = (*self._path, "save")
                self._values.check_value((*path, "id"), self._node.assess.save, band.id, saved_by=saved_by)

    def _unsound(self, path: Path, what: str) -> None:
        self._is_sound = False
        self._sheet.at_value(path, "E702", what=what)

    def _check_condition(self, path: Path, text: str | None, *, is_band: bool = False) -> None:
        types = condition_types(self._sheet.content)
        if not self._values.check_condition(path, text, types=band_types(types) if is_band else types):
            self._is_sound = False

    def _scale_of(self, question: Question) -> Sequence[ScaleAnswer]:
        return self._sheet.content.scales.get(question.scale or self._node.assess.scale, [])

    def _prove(self, node_id: str) -> None:
        types = condition_types(self._sheet.content)
        known = band_types(types)
        weighing = weighing_of(
            self._sheet.content, node_id, self._node, compiled=lambda text: compile_expression(text, known)
        )
        cases = cases_of([band.when for band in self._node.assess.bands if band.when], types)
        if cases is None:
            self._sheet.at_key((*self._path, "bands"), "E702", what="too many variables for a proof; use fewer of them")
            return
        signs = possible_signs([(question.domain or "", self._outcomes(question)) for question in self._questions])
        places: Mapping[str, int] = {band.id: number for number, band in enumerate(self._node.assess.bands)}
        for doubt in doubts(weighing, signs, list(cases)):
            if doubt.band:
                self._sheet.at_value((*self._path, "bands", places[doubt.band]), doubt.code, what=doubt.what)
            else:
                self._sheet.at_key((*self._path, "bands"), doubt.code, what=doubt.what)

    @property
    def _questions(self) -> Sequence[Question]:
        return self._node.assess.questions

    def _outcomes(self, question: Question) -> frozenset[Outcome]:
        """Return what a question can come to."""
        scale = self._scale_of(question)
        scores = scores_of(scale, is_reversed=question.reversed)
        follow = question.follow
        found = {Outcome(scores.get(answer.id), danger=False) for answer in scale}
        if follow is not None and any(option.danger for option in follow.options):
            found |= {Outcome(scores.get(answer), danger=True) for answer in follow.on}
        if self._can_be_left():
            found.add(Outcome(None, danger=False))
        if question.when is not None:
            found.add(NOT_ASKED)
        return frozenset(found)

    def _can_be_left(self) -> bool:
        follows = [question.follow for question in self._questions if question.follow]
        return STOPPED in self._node.on or any(option.next for follow in follows for option in follow.options)


def _named(path: Path, questions: Sequence[Question], bands: Sequence[Band]) -> Iterator[tuple[Path, str]]:
    for number, band in enumerate(bands):
        yield (*path, "bands", number, "id"), f"band {band.id}"
    for number, question in enumerate(questions):
        place: Path = (*path, "questions", number)
        yield (*place, "id"), f"question {question.id}"
        if question.save is not None:
            yield (*place, "save"), f"answer {question.save}"
        if question.follow is not None and question.follow.save is not None:
            yield (*place, "follow", "save"), f"answer {question.follow.save}"
