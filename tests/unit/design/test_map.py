"""The map of a record and its goals: the sample's career changer by hand, and what every map keeps to."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from functools import cache

import jsonschema
import pytest

from pathways.advising import Desk
from pathways.catalog.collection import Catalog
from pathways.design.map import columns
from pathways.design.map_sketch import Arrow, Spot
from pathways.errors import QuestionError, UnknownIdError
from pathways.formats.native import open_catalog
from pathways.formats.records import load_record
from pathways.formats.schemas import DOCUMENTS, schema_of
from pathways.model.competency import CompetencyLevel
from pathways.model.credential import Credential
from pathways.model.map_documents import MapDocument, MapEdge
from pathways.model.record import Attainment, AttainmentStatus, Learner, LearnerRecord
from pathways.model.requirement import CourseLeaf, CoursePool, CreditPool, walk
from pathways.resources import sample_catalog, sample_record

DAY = dt.date(2026, 9, 1)
DIPLOMA = "lakeside-diploma-data-analytics"
ASKED = (
    ("career-changer", (DIPLOMA,)),
    ("career-changer", (DIPLOMA, "lakeside-certificate-data-analytics")),
    ("first-generation-student", ()),
    ("employee", ("data-analyst",)),
    ("nurse-trained-abroad", ("nbn-licence",)),
    ("high-school-leaver", ("prairie-state-bs-data-science",)),
    (None, (DIPLOMA,)),
    (None, ("prairie-state-bs-data-science",)),
    (None, ("data-analyst",)),
)


@cache
def desk() -> Desk:
    return Desk(open_catalog(sample_catalog()))


def record(name: str | None) -> LearnerRecord | None:
    return None if name is None else load_record(sample_record().parent / f"{name}.yaml")


@cache
def asked(name: str | None, goals: tuple[str, ...], most: int = 120) -> MapDocument:
    return desk().map(record(name), goals, as_of=DAY, most=most)


def states(document: MapDocument) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for node in document.nodes:
        found.setdefault(node.state or "", set()).add(node.id.removeprefix("lakeside-").removeprefix("northgate-"))
    return found


def test_the_career_changer_by_hand() -> None:
    """As the record's first lines say: 21 of 60 credits, so seven of the twenty things that the diploma asks for."""
    document = asked("career-changer", (DIPLOMA,))
    assert (document.learner, document.goals) == ("amara-osei", (DIPLOMA,))
    badges = {"learnwell-badge-python", "learnwell-badge-charts", "idp-badge-dashboards"}
    sent = {"COMM101", "MATH110", "ACCT100", "DBAS200", "BUSI200"}
    met = {"COM1000", "MAT1001", "DAT1100", "DAT1200", "DAT1300", "BUS1002", "diploma-data-analytics#root/elective"}
    found = states(document)
    assert found["counted"] == badges | sent | met
    assert found["held"] == {"STAT120", "COMP115", "ECON105"}
    assert found["next"] == {
        *("DAT1010", "DAT1500", "BUS1010"),  # nothing before them
        *("STA1001", "DAT1600", "DAT1810", "DAT1820", "BUS1200", "COM1100"),  # what comes before them is recognised
    }
    assert found["missing"] == {
        *("DAT1400", "DAT1700", "DAT1800"),  # statistics come before them
        "CAP1900",  # and Analytics in Practice beside this one
    }
    assert found["elsewhere"] == {"DATA210", "DATA211", "river-bend-MAT150"}
    assert found["in_progress"] == {"certificate-data-analytics", "diploma-data-analytics"}
    assert found["possible"] == {"prairie-state-bs-data-science@2026", "data-analyst"}


def arrow(document: MapDocument, tail: str, head: str) -> MapEdge:
    (found,) = (edge for edge in document.edges if (edge.source, edge.target) == (tail, head))
    return found


@pytest.mark.parametrize(
    ("tail", "head", "relation", "by", "state"),
    [
        ("northgate-COMM101", "lakeside-COM1000", "counts_as", "ng-lk-comm101", "used"),
        ("learnwell-badge-charts", "lakeside-DAT1300", "counts_as", "lakeside-policy", "used"),
        ("idp-badge-dashboards", "lakeside-DAT1300", "counts_as", "lakeside-policy", "used"),
        ("northgate-ACCT100", f"{DIPLOMA}#root/elective", "fills", "ng-lk-acct100", "used"),
        ("northgate-STAT120", "lakeside-STA1001", "counts_as", "ng-lk-stat120", "refused"),
        ("northgate-COMP115", "lakeside-DAT1010", "counts_as", "ng-lk-comp115", "refused"),
        ("river-bend-MAT150", "lakeside-STA1001", "counts_as", "rb-lk-mat150", "open"),
        ("lakeside-COM1000", DIPLOMA, "required_by", f"{DIPLOMA}#root/core/communicating", "used"),
        ("lakeside-DAT1010", DIPLOMA, "required_by", f"{DIPLOMA}#root/core/fundamentals", "open"),
        ("lakeside-STA1001", "lakeside-DAT1400", "prerequisite", None, "open"),
        ("lakeside-DAT1400", "lakeside-CAP1900", "corequisite", None, "open"),
        ("lakeside-certificate-data-analytics", DIPLOMA, "carries_into", None, "open"),
        (DIPLOMA, "prairie-state-bs-data-science@2026", "counts_toward", "lk-ps-diploma-block", "open"),
        (DIPLOMA, "data-analyst", "leads_to", None, "open"),
    ],
)
def test_arrows_of_the_career_changer(tail: str, head: str, relation: str, by: str | None, state: str) -> None:
    found = arrow(asked("career-changer", (DIPLOMA,)), tail, head)
    assert (found.relation, found.by, found.state) == (relation, by, state)
    assert "grade 58 is below 60" in found.words or tail != "northgate-STAT120"


def test_progress_is_that_of_the_audit() -> None:
    document = asked("career-changer", (DIPLOMA,))
    who = record("career-changer")
    assert who is not None
    for name in (DIPLOMA, "lakeside-certificate-data-analytics"):
        (node,) = (node for node in document.nodes if node.id == name)
        assert node.progress == desk().audit(who, name, as_of=DAY).progress > 0


def test_an_occupation_is_as_far_as_its_gap_says() -> None:
    document = asked("employee", ("data-analyst",))
    who = record("employee")
    assert who is not None
    gap = desk().gap(who, "data-analyst", as_of=DAY, measure="items")
    (goal,) = (node for node in document.nodes if node.goal)
    assert goal.progress == gap.coverage > 0
    taken = {
        node.id
        for node in document.nodes
        if node.state in ("next", "missing") and node.kind in ("course", "credential")
    }
    assert taken == {entry.id for entry in gap.cheapest}


@pytest.mark.parametrize(("name", "goals"), ASKED, ids=str)
def test_every_arrow_is_in_the_catalogue_or_by_a_rule(name: str | None, goals: tuple[str, ...]) -> None:
    catalog = desk().catalog
    for edge in asked(name, goals).edges:
        assert backed(catalog, edge, asked(name, goals)), edge


def backed(catalog: Catalog, edge: MapEdge, document: MapDocument) -> bool:
    """Return whether the catalogue itself says what an arrow says, read without the code that draws it."""
    thing = catalog.courses.get(edge.target) or catalog.credentials.get(edge.target)
    match edge.relation:
        case "prerequisite" | "corequisite":
            tree = getattr(thing, edge.relation)
            return edge.source.partition("@")[0] in str(tree)
        case "counts_as" | "counts_toward":
            rule = catalog.equivalences.get(edge.by or "")
            source = edge.source.partition("@")[0]
            return (rule is not None and source in str(rule.sources)) or edge.by in catalog.policies
        case "carries_into":
            smaller, larger = catalog.credentials[edge.source], catalog.credentials[edge.target]
            return all(course in str(larger.requirement) for course in named(smaller))
        case "leads_to":
            return getattr(catalog.credentials[edge.source], "occupation", None) == edge.target
        case "shows":
            owner = catalog.courses.get(edge.source) or catalog.credentials.get(edge.source)
            outcomes: tuple[CompetencyLevel, ...] = getattr(owner, "outcomes", getattr(owner, "competencies", ()))
            who = {node.id: node for node in document.nodes}[edge.source]
            near = catalog.competencies[edge.target]
            names = {
                near.id,
                *(c.id for c in catalog.competencies.values() if near.id in str((c.broader, c.alignments))),
            }
            names |= {a.target for a in near.alignments}
            return bool(who.attainments) or bool(names & {outcome.competency for outcome in outcomes})
        case "required_by" | "stacks_into" | "fills":
            return asks(catalog, edge)


def named(credential: Credential) -> list[str]:
    assert credential.requirement is not None
    return [node.course for _, node in walk(credential.requirement) if isinstance(node, CourseLeaf)]


def asks(catalog: Catalog, edge: MapEdge) -> bool:
    if edge.by in catalog.equivalences or edge.by in catalog.policies:
        return True
    owner = edge.target.partition("#")[0]
    if owner in catalog.occupations:
        return any(item.competency == edge.source for item in catalog.occupations[owner].competencies)
    tree = catalog.credentials[owner].requirement
    nodes = dict(walk(tree)) if tree is not None else {}
    name, _, path = edge.source.partition("#")
    if path:
        return name == owner and path in nodes
    words = edge.source.partition("@")[0]
    pool = nodes.get(edge.target.partition("#")[2])
    return words in str(catalog.credentials[owner].requirement) or isinstance(pool, CreditPool | CoursePool)


@pytest.mark.parametrize(("name", "goals"), ASKED, ids=str)
def test_every_map_is_whole(name: str | None, goals: tuple[str, ...]) -> None:
    document = asked(name, goals)
    known = {node.id: node for node in document.nodes}
    assert len(known) == len(document.nodes) <= 120
    assert all(node.why and node.title for node in document.nodes)
    assert all((node.state is None) == (name is None) for node in document.nodes)
    assert all(edge.words and known[edge.source].layer < known[edge.target].layer for edge in document.edges)
    assert {node.layer for node in document.nodes} == set(range(document.layers))
    assert {node.id for node in document.nodes if node.goal} == set(document.goals)
    jsonschema.Draft202012Validator(schema_of(DOCUMENTS["map"])).validate(
        document.model_dump(mode="json", by_alias=True)
    )


@pytest.mark.parametrize(("name", "goals"), ASKED, ids=str)
def test_nothing_stands_there_for_no_reason(name: str | None, goals: tuple[str, ...]) -> None:
    """Whatever is neither a goal nor on the record hangs together with a goal."""
    document = asked(name, goals)
    together = set(document.goals)
    while True:
        near = {e.source for e in document.edges if e.target in together}
        near |= {e.target for e in document.edges if e.source in together}
        if near <= together:
            break
        together |= near
    assert {node.id for node in document.nodes if not node.attainments} <= together


@pytest.mark.parametrize("most", [1, 5, 12, 25])
def test_a_map_is_bounded_and_says_what_it_leaves_out(most: int) -> None:
    whole = asked("career-changer", (DIPLOMA,))
    document = asked("career-changer", (DIPLOMA,), most)
    assert len(document.nodes) == most
    assert any(node.goal for node in document.nodes)
    (left,) = document.left_out
    assert (left.reason, left.number) == ("bound", len(whole.nodes) - most)
    kept = {(edge.source, edge.target) for edge in document.edges}
    assert kept <= {(edge.source, edge.target) for edge in whole.edges}


def test_options_that_are_not_shown_are_counted() -> None:
    document = asked(None, (DIPLOMA,))
    (left,) = (entry for entry in document.left_out if entry.reason == "options")
    shown = [e for e in document.edges if e.target == f"{DIPLOMA}#root/elective"]
    nobody = LearnerRecord(learner=Learner(id="nobody"))
    (entry,) = (e for e in desk().audit(nobody, DIPLOMA, as_of=DAY).missing if e.path == "root/elective")
    assert left.number + len(shown) == (entry.options_in_all or len(entry.options))


def test_the_same_question_gives_the_same_bytes() -> None:
    again = Desk(open_catalog(sample_catalog())).map(record("career-changer"), (DIPLOMA,), as_of=DAY)
    assert again.to_json() == asked("career-changer", (DIPLOMA,)).to_json()


def test_what_must_be_taken_again_is_not_said_to_be_held() -> None:
    who = record("career-changer")
    assert who is not None
    failed = Attainment(id="Z", course="lakeside-DAT1010", status=AttainmentStatus.FAILED)
    again = desk().map(who.model_copy(update={"attainments": (*who.attainments, failed)}), (DIPLOMA,), as_of=DAY)
    (node,) = (node for node in again.nodes if node.id == "lakeside-DAT1010")
    assert (node.state, node.attainments) == ("next", ("Z",))


def test_what_is_in_progress_is_said_to_be() -> None:
    who = record("career-changer")
    assert who is not None
    begun = Attainment(id="Z", course="lakeside-DAT1500", status=AttainmentStatus.IN_PROGRESS)
    found = desk().map(who.model_copy(update={"attainments": (*who.attainments, begun)}), (DIPLOMA,), as_of=DAY)
    (node,) = (node for node in found.nodes if node.id == "lakeside-DAT1500")
    assert (node.state, node.attainments) == ("in_progress", ("Z",))


def test_goals_of_the_record_are_the_goals_of_the_map() -> None:
    document = asked("career-changer", ())
    assert document.goals == ("lakeside-certificate-data-analytics", DIPLOMA)
    assert Counter(node.goal for node in document.nodes)[True] == 2


def test_unknown_goals_are_told_with_a_hint() -> None:
    with pytest.raises(UnknownIdError) as caught:
        desk().map(None, ["lakeside-diploma-data-analytic"], as_of=DAY)
    assert caught.value.code == "U001"
    assert DIPLOMA in caught.value.hint
    with pytest.raises(QuestionError) as none:
        desk().map(None, [], as_of=DAY)
    assert none.value.code == "U003"


def test_columns_stand_beyond_all_that_leads_to_them_and_circles_end() -> None:
    spots = {name: Spot(name, name, "course", 0, None, "") for name in "abcd"}
    arrows = [Arrow(t, h, "prerequisite", None, None, "") for t, h in ("ab", "bc", "ac", "ca", "dd")]
    assert columns(spots, arrows) == {"a": 2, "b": 0, "c": 1, "d": 0}
    straight = [Arrow(t, h, "prerequisite", None, None, "") for t, h in ("ab", "bc", "ac")]
    assert columns(spots, straight) == {"a": 0, "b": 1, "c": 2, "d": 0}
