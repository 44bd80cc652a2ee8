"""Does prior learning give a course?  Evidence by outcome, an assessor's decision, no partial credit.

Source: semantics 9; assessment of prior learning asks for the outcomes of each course, not for similar content.
"""

from __future__ import annotations

from collections.abc import Iterable

from pathways.catalog.collection import Catalog
from pathways.model.codes import ReasonCode
from pathways.model.course import Course
from pathways.model.credential import SourceKind
from pathways.model.policy import PriorLearningRule, RecognitionPolicy
from pathways.model.record import Route
from pathways.recognition.apply import Bars, reused_credit
from pathways.recognition.checks import Judge
from pathways.recognition.joint import coverage
from pathways.recognition.targets import Granter
from pathways.recognition.types import Bar, Line, Option

ROUTES = (Route.PRIOR_LEARNING, Route.WORK, Route.VOLUNTEERING, Route.TEACHING)


def prior_learning_options(
    catalog: Catalog, lines: tuple[Line, ...], judge: Judge, granter: Granter, bars: Bars
) -> Iterable[Option]:
    """Yield a course for each line of prior learning that shows enough of its outcomes; several courses may follow."""
    found = judge.policies.prior_learning
    if found is None:
        return
    rule, policy = found
    for line in lines:
        if line.attainment.route in ROUTES and line.attainment.competencies:
            options = [
                _option(line, course, rule, policy, judge, granter) for course in _courses(catalog, rule, granter)
            ]
            given = [option for option in options if option is not None]
            if not given and line.definition is None:
                text = f"{line.id} shows too few outcomes of any course that prior learning may give"
                bars[line.id].append(Bar(ReasonCode.COVERAGE_TOO_LOW, text, rule=policy.id, source=str(policy.source)))
            yield from given


def _courses(catalog: Catalog, rule: PriorLearningRule, granter: Granter) -> Iterable[Course]:
    names = rule.courses or tuple(
        course.id for course in catalog.courses.values() if course.organization == granter.receiving
    )
    known = (catalog.courses.get(name) for name in names)
    return (course for course in known if course is not None and course.outcomes)


def _option(
    line: Line, course: Course, rule: PriorLearningRule, policy: RecognitionPolicy, judge: Judge, granter: Granter
) -> Option | None:
    cover = coverage(course, (line,))
    if cover.outcomes < rule.coverage:
        return None
    kind = SourceKind.PRIOR_LEARNING
    bare = granter.course(course.id)
    target = bare.features
    bars = judge.policy_bars(line, target, kind)
    met = len(course.outcomes) - len(cover.missing)
    item = granter.dress(bare, (line,), kind, line.id)
    return Option(
        id=f"{policy.id}/prior/{line.id}>{course.id}",
        uses=(line.id,),
        items=(item,),
        rule=policy.id,
        source_kind=kind,
        share=f"{policy.id}/prior",
        certain=not bars,
        pending=line.pending,
        bars=bars,
        lapsing=judge.lapsing((line,), target, kind),
        why=f"{line.id} shows {met} of {len(course.outcomes)} outcomes of {course.code}",
        source=str(rule.source or policy.source),
        reused=reused_credit((line,), (item,)),
    )
