"""Where does what a learner has go?  Each line of the record on the map, and the arrows that carry it to a goal."""

from __future__ import annotations

from pathways.completion.totals import LineResult
from pathways.design.map_goal import RANK, GoalMap
from pathways.design.map_sketch import Sketch, Spot, spot_of
from pathways.model.codes import WORDS
from pathways.model.competency import Occupation
from pathways.model.map_documents import MapRelation, MapState
from pathways.recognition.types import Line, Recognition


def put_lines(sketch: Sketch, lines: tuple[Recognition, ...]) -> None:
    """Put every line of a record on the map as held or in progress; what counts is said when the goals are drawn."""
    for recognition in lines:
        line = recognition.line
        state: MapState = "in_progress" if line.pending else "held"
        why = "it is on the record, in progress" if line.pending else "it is on the record"
        sketch.put(_spot(line, state, why))


def _spot(line: Line, state: MapState, why: str) -> Spot:
    """Return what a line is: its definition, or the line itself where none stands for it."""
    thing = line.definition
    if thing is None or isinstance(thing, Occupation):
        title = line.attainment.title or (thing.title if thing else None) or line.attainment.code or line.id
        name = thing.id if thing else f"line:{line.id}"
        spot = Spot(name, title, "occupation" if thing else "learning", RANK["held"], state, why)
        spot.organization = line.organization
    else:
        spot = spot_of(thing, thing.id, state, why, RANK["held"])
    spot.attainments = (line.id,)
    return spot


def join_lines(goal: GoalMap) -> None:
    """Draw where each line is applied toward a goal, where it would be once completed, and where it is refused."""
    for result in goal.lines:
        line = result.recognition.line
        name = goal.line_ids[line.id]
        spot = goal.sketch.spots[name]
        if result.paths:
            _applied(goal, result, spot)
        elif goal.later.get(line.id):
            _later(goal, result, spot)
        elif spot.state == "held":
            spot.why = _why_not(result) or spot.why
            _refused(goal, spot, result)


def _applied(goal: GoalMap, result: LineResult, spot: Spot) -> None:
    """Draw a line that counts toward the goal."""
    title = goal.examination.credential.title
    fresh = Spot(spot.id, spot.title, spot.kind, RANK["counted"], "counted", f"it counts toward {title}")
    goal.sketch.put(fresh)
    option = result.option
    for path in result.paths:
        place = goal.places[path]
        words = f"{spot.title} counts as {goal.sketch.spots[place].title}"
        if option is not None and option.why:
            words = f"{words}: {option.why}"
        rule = option.rule if option is not None else None
        goal.sketch.join(spot.id, place, _relation(goal, place), words, by=rule or path, state="used")


def _later(goal: GoalMap, result: LineResult, spot: Spot) -> None:
    for path in goal.later[result.recognition.line.id]:
        place = goal.places[path]
        words = f"{spot.title} will count as {goal.sketch.spots[place].title} once it is completed"
        rule = result.option.rule if result.option is not None else None
        goal.sketch.join(spot.id, place, _relation(goal, place), words, by=rule or path, state="pending")


def _relation(goal: GoalMap, place: str) -> MapRelation:
    return "fills" if goal.sketch.spots[place].kind == "requirement" else "counts_as"


def _why_not(result: LineResult) -> str:
    """Return why a line that is held does not count."""
    bars = result.recognition.bars
    if bars:
        return "it does not count: " + "; ".join(dict.fromkeys(bar.statement for bar in bars))
    if result.cause is not None:
        return f"it is not used: {result.because or WORDS[result.cause].meaning}"
    return ""


def _refused(goal: GoalMap, spot: Spot, result: LineResult) -> None:
    """Mark the arrows of rules that would have carried a line that is refused."""
    if result.recognition.decision != "refused":
        return
    sketch, said = goal.sketch, "; ".join(dict.fromkeys(bar.statement for bar in result.recognition.bars))
    mine = [a for a in sketch.arrows.values() if a.tail == spot.id and a.relation == "counts_as" and a.state == "open"]
    for arrow in mine:
        words = f"{spot.title} does not count as {sketch.spots[arrow.head].title}: {said}"
        sketch.join(arrow.tail, arrow.head, "counts_as", words, by=arrow.by, state="refused")
