"""Are MIT's requirement lists completed with the fewest subjects, where a subject may serve any number of them?"""

from __future__ import annotations

from functools import cache

from pathways.catalog.lint import lint
from pathways.completion.problem import Allocation
from tests.peers.cases import Case, answers, differing, least
from tests.peers.exact import Least, Var
from tests.peers.fireroad import UNITS, Limit, Statement, cases, files, is_mark, read_list, subjects
from tests.support import needs_shared

pytestmark = needs_shared


@cache
def everything() -> tuple[Case, ...]:
    return tuple(cases())


def test_every_list_is_translated_and_what_only_words_say_is_named() -> None:
    lists = {path.stem: read_list(path) for path in files()}
    assert len(lists) == 13
    assert sum(map(len, lists.values())) == 42
    said = {name: found for name, parts in lists.items() if (found := [w for part in parts for w in _words(part)])}
    assert said == {
        "major16-ENG": ["72 units"],
        "major2a": ["72 units"],
        "major3a": ["72 units"],
        "major4b": ["84 units"],
    }


def test_every_list_is_completed_with_the_fewest_subjects() -> None:
    """A subject taken once serves every place that admits it, so the fewest is less than the sum over the places."""
    lists = {path.stem: read_list(path) for path in files()}
    found = [(case, answer) for case, answer in answers(everything())]
    assert len(found) == 39
    for case, answer in found:
        assert (case.name, least(answer)) == (case.name, _fewest(case, lists[case.credential.id]))
        assert len(answer.conditions) == int(case.credential.id in ("major16-ENG", "major2a", "major3a", "major4b"))
    assert sum(_serves_two(answer.allocation) for _, answer in found) >= 30


def test_the_order_of_the_record_changes_nothing() -> None:
    assert differing(everything(), seed=4, solved=2) == []


def test_every_catalogue_is_without_error() -> None:
    for case in everything():
        errors = [finding.render() for finding in lint(case.catalog) if finding.severity == "error"]
        assert (case.name, errors) == (case.name, [])


def _serves_two(allocation: Allocation) -> bool:
    units = [use.unit for use in allocation.applied]
    return len(units) > len(set(units))


def _words(statement: Statement) -> list[str]:
    own = [statement.name] if statement.join == "words" else []
    return own + [text for part in statement.parts for text in _words(part)]


def _fewest(case: Case, parts: tuple[Statement, ...]) -> int | None:
    """Return the fewest subjects still to be taken, by the second solver, straight from the statements."""
    marks = {name: frozenset(course.attributes) for name, course in case.catalog.courses.items()}
    solver = Least({line.id for line in case.record.attainments}, dict.fromkeys(marks, 1), once=False)
    return solver.least(solver.group([_met(solver, part, marks) for part in parts], len(parts)))


def _met(solver: Least, statement: Statement, marks: dict[str, frozenset[str]], *, chosen: bool = False) -> Var:
    """Return whether a statement holds: all its rules, read one by one."""
    if statement.join == "words" or (statement.is_optional and not chosen):
        return solver.group([], 0)
    limit = Limit(">=", 1, units=False) if statement.is_optional else statement.limit
    rules: list[Var] = []
    if limit is not None and limit.sense == ">=":
        weight = UNITS if limit.units else 1
        below = sorted({name for named in subjects(statement) for name in _who(named, marks)})
        rules.append(solver.weighed([(solver.course(name), weight) for name in below], limit.number))
    inner = [_met(solver, part, marks, chosen=statement.join == "any") for part in statement.parts]
    if statement.distinct is not None:
        rules.append(solver.group(inner, statement.distinct.number))
    if statement.join == "all" and not statement.is_optional:
        rules.append(solver.group(inner, len(inner)))
    if statement.join == "any" and (limit is None or limit.sense == "<="):
        rules.append(solver.group(inner, 1))
    if statement.join == "one" and limit is None:
        rules.append(solver.group([solver.course(name) for name in _who(statement.name, marks)], 1))
    return solver.group(rules, len(rules))


def _who(name: str, marks: dict[str, frozenset[str]]) -> list[str]:
    return sorted(course for course, carried in marks.items() if name in carried) if is_mark(name) else [name]
