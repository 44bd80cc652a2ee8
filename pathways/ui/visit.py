"""Who is asking, about what, and in which words?  One visitor's choices, typed, and in the address.

The address holds what may be shared: page, catalogue, sample learner, goal, institution, day, language.  A record of
the visitor never stands in it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Literal, get_args

import streamlit as st

from pathways.errors import PathwaysError
from pathways.formats.native import load_record
from pathways.language.words import Say, best_language, languages, say_in
from pathways.model.record import LearnerRecord
from pathways.resources import data_root
from pathways.ui.draft import DRAFT, Draft, Drafted
from pathways.ui.shelf import SAMPLE, Opened, Shelved, opened, shelves

if TYPE_CHECKING:
    from pathways.ui.at_desk import AtDesk
    from pathways.ui.held import Kept

Role = Literal["learner", "advisor", "institution"]
ROLES: Final = get_args(Role)
FIRST: Final = "career-changer"
OWN: Final = "own"
"""The name in the address of a record that is the visitor's own, and stays with the visitor."""

MOST_PAST: Final = 30
"""So many earlier states of the own record can be had back."""

_KEY: Final = "visit"


@dataclass
class Visit:
    """What one visitor has chosen.

    ``who`` names a sample record, or :data:`OWN`; ``own`` is the visitor's own record, ``past`` what it was before each
    change; ``goal`` names a credential or occupation; ``at`` an institution.  ``more``
    holds what a page adds to the address, as words; ``pages`` leads from one page to another.  ``page`` is the page
    that is shown, and of whom; ``told`` what the address says; ``left`` what other pages added; ``back`` whether one
    has just come.  ``held`` is where the own badges lie, ``at_desk`` what an advisor works on; nothing of these
    stands in the address.
    """

    language: str = "en"
    role: Role = "learner"
    catalog: str = SAMPLE
    who: str = FIRST
    record: LearnerRecord | None = None
    own: LearnerRecord | None = None
    past: list[LearnerRecord] = field(default_factory=list)
    lost_own: bool = False
    goal: str | None = None
    at: str | None = None
    as_of: dt.date | None = None
    more: dict[str, str] = field(default_factory=dict)
    given_up: set[str] = field(default_factory=set)
    desk: Opened | None = None
    pages: dict[str, Any] = field(default_factory=dict)
    page: tuple[str, str] = ("", "")
    told: dict[str, str] = field(default_factory=dict)
    left: dict[tuple[str, str], dict[str, str]] = field(default_factory=dict)
    back: bool = False
    draft: Draft | None = None
    drafted: Drafted | None = None
    lost_draft: bool = False
    held: Kept | None = None
    at_desk: AtDesk | None = None

    @property
    def say(self) -> Say:
        """Return our words in the visitor's language."""
        return say_in(self.language)

    @property
    def opened(self) -> Opened:
        """Return the catalogue that is asked; the router has opened it."""
        if self.desk is None:
            raise RuntimeError("a page is shown before its catalogue is opened")
        return self.desk

    @property
    def day(self) -> dt.date:
        """Return the day on which everything is asked: the one chosen, else the record's, else today."""
        return self.as_of or (self.record and self.record.as_of) or today()

    @property
    def is_own(self) -> bool:
        """Return whether the record is the visitor's own."""
        return self.who == OWN

    def take(self, record: LearnerRecord, who: str = OWN) -> None:
        """Work on another record; a goal that it names is taken with it."""
        if who == OWN:
            self.keep(record)
        self.record, self.who = record, who
        named = [goal.credential or goal.occupation for goal in record.goals]
        known = [name for name in named if name]
        if known:
            self.goal = known[-1]

    def keep(self, record: LearnerRecord) -> None:
        """Work on the own record as it is now; what it was before can be had back."""
        if self.own is not None and self.own != record:
            self.past = [*self.past[1 - MOST_PAST :], self.own]
        self.record = self.own = record
        self.who, self.lost_own = OWN, False

    def undo(self) -> None:
        """Take the last change of the own record back."""
        if self.past:
            self.record = self.own = self.past.pop()
            self.who = OWN

    def adopt(self, drafted: Drafted) -> None:
        """Let every page ask a draft; a sample learner, who knows nothing of it, is left behind."""
        self.drafted, self.catalog, self.goal, self.at = drafted, DRAFT, None, None
        if not self.is_own:
            self.record = None

    def leave_draft(self) -> None:
        """Go back to the catalogue that was open before."""
        self.drafted, self.catalog, self.goal, self.at = None, SAMPLE, None, None

    def come_to(self, path: str, said: Mapping[str, str]) -> None:
        """Come to a page, or stay: what a page adds to the address stays with it and its learner, until one is back.

        ``said`` is the address; of it a page takes its own words by :meth:`words_of`.
        """
        before, self.page = self.page, (path, self.who)
        self.told = dict(said) if before[0] != path or before[1] == self.who else {}
        if before != self.page:
            self.left[before] = self.more
            self.more, self.back = dict(self.left.get(self.page, {})), True

    def words_of(self, *names: str) -> dict[str, str]:
        """Return what the address, or an earlier visit to this page, says under names that are the page's own."""
        kept = self.more if self.back else {}
        found = {name: self.told.get(name) or kept.get(name, "") for name in names}
        self.more, self.back = {name: value for name, value in found.items() if value}, False
        return self.more

    def address(self, **more: str | None) -> dict[str, str]:
        """Return what stands in the address, without what is as it is by default."""
        usual = {"lang": "", "role": "learner", "catalog": SAMPLE, "who": FIRST, "goal": "", "at": "", "day": ""}
        found = {
            "lang": self.language,
            "role": self.role,
            "catalog": self.catalog,
            "who": self.who,
            "goal": self.goal or "",
            "at": self.at or "",
            "day": self.as_of.isoformat() if self.as_of else "",
            **self.more,
            **{name: value or "" for name, value in more.items()},
        }
        return {name: value for name, value in found.items() if value and value != usual.get(name)}


def today() -> dt.date:
    """Return the day on this machine's calendar."""
    return dt.datetime.now().astimezone().date()


def current() -> Visit:
    """Return this visitor's choices; what the address says goes first."""
    visit = st.session_state.get(_KEY)
    if not isinstance(visit, Visit):
        visit = st.session_state[_KEY] = Visit(language=best_language([st.context.locale]))
    _read(visit, st.query_params.to_dict())
    return visit


def _read(visit: Visit, said: Mapping[str, str]) -> None:
    """Take over what the address says; what makes no sense is passed over."""
    if said.get("lang") in languages():
        visit.language = said["lang"]
    if said.get("role") in ROLES:
        visit.role = said["role"]  # type: ignore[assignment]
    if said.get("catalog") in {item.key for item in shelves()} or (said.get("catalog") == DRAFT and visit.drafted):
        visit.catalog = said["catalog"]
    visit.lost_draft = said.get("catalog") == DRAFT and visit.drafted is None
    if said.get("who") in sample_records() and said["who"] != visit.who:
        visit.take(load_record(sample_records()[said["who"]]), said["who"])
    if said.get("who") == OWN and visit.own is not None and not visit.is_own:
        visit.record, visit.who = visit.own, OWN
    visit.lost_own = visit.own is None and (visit.lost_own or said.get("who") == OWN)
    visit.goal = said.get("goal") or visit.goal
    visit.at = said.get("at") or visit.at
    try:
        visit.as_of = dt.date.fromisoformat(said["day"]) if said.get("day") else visit.as_of
    except ValueError:
        visit.as_of = None


@st.cache_data(show_spinner=False)
def sample_records() -> dict[str, Any]:
    """Return the shipped records by name."""
    folder = data_root() / "sample" / "records"
    files = [*sorted(folder.glob("*.yaml")), *sorted(folder.glob("team/*.yaml"))]
    return {file.stem: file for file in files}


def shelved(visit: Visit) -> Shelved:
    """Return the catalogue that the visitor has chosen."""
    if visit.catalog == DRAFT and visit.drafted is not None:
        return visit.drafted.opened.shelved
    found = {item.key: item for item in shelves()}
    return found.get(visit.catalog) or found[SAMPLE]


def settle(visit: Visit) -> PathwaysError | None:
    """Open what the visitor has chosen; return what is wrong with it, if anything."""
    try:
        drafted = visit.drafted if visit.catalog == DRAFT else None
        visit.desk = drafted.opened if drafted is not None else opened(shelved(visit))
        if visit.record is None and visit.catalog == SAMPLE:
            named = visit.goal
            visit.take(load_record(sample_records()[visit.who if visit.who in sample_records() else FIRST]), visit.who)
            visit.goal = named or visit.goal
    except PathwaysError as error:
        return error
    return None


def write_address(said: Mapping[str, str | None]) -> None:
    """Let the address in the browser say what is shown."""
    wanted = {name: value for name, value in said.items() if value}
    if st.query_params.to_dict() != wanted:
        st.query_params.from_dict(wanted)
