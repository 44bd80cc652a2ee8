"""Does every reference name something?  Codes C002, C013 (level frameworks, grade scales) and K003 (credit systems)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from pathways.catalog.lint_known import Known, note, noun
from pathways.catalog.lint_nodes import Parts, Tree, filter_parts, node_filters, sharing_filters
from pathways.catalog.names import did_you_mean
from pathways.errors import Finding
from pathways.model.competency import CompetencyLevel, Framework, Occupation
from pathways.model.course import Course, Offering, Term
from pathways.model.credential import Credential, CredentialKind, Overlays, SourceKind
from pathways.model.credit import LevelFramework
from pathways.model.equivalence import ArticulationAgreement, Equivalence, SourceItem
from pathways.model.filter import Filter
from pathways.model.organization import Organization, OrganizationKind
from pathways.model.policy import RecognitionPolicy
from pathways.model.record import Route
from pathways.model.requirement import CompetencyLeaf, CourseLeaf, CredentialLeaf, GradeMinimum

Reference = tuple[str, str | None, Parts]
"""The section that is referred to, the name (None: no reference is made), and the path inside the noun."""

_CODES = {"credit-systems": "K003", "level-frameworks": "C013", "grade-scales": "C013"}
_FILTER_KINDS = frozenset({"course", "elective", "credit", "credential", *(kind.value for kind in CredentialKind)})
_EXCLUDABLE = _FILTER_KINDS | {kind.value for enum in (OrganizationKind, Route) for kind in enum}
_FILTER_SOURCES = frozenset(kind.value for kind in SourceKind)


def dangling(known: Known) -> Iterator[Finding]:
    """Yield a finding for every reference to something that the catalogue does not contain."""
    for section, references in _READERS.items():
        for key, thing in known.catalog.section(section).items():
            for kind, name, parts in references(thing):
                if name is not None and not known.has(kind, name):
                    yield _missing(known, section, key, (kind, name, parts))
    for tree in known.trees:
        yield from _dangling_in(known, tree)
    for key, credential in known.catalog.credentials.items():
        for source, parts in sharing_filters(credential):
            yield from unknown_words("credentials", key, source, parts)
    yield from _of_words(known)
    yield from _dangling_alignments(known)


def _of_words(known: Known) -> Iterator[Finding]:
    """Yield a finding for each word of a policy that nothing has."""
    for key, policy in known.catalog.policies.items():
        for source, parts in policy_filters(policy):
            yield from unknown_words("policies", key, source, parts)
        for place, kind in enumerate(policy.excluded_kinds):
            if kind not in _EXCLUDABLE:
                hint = did_you_mean(kind, sorted(_EXCLUDABLE))
                words = f"excludes the kind {kind!r}, which nothing has"
                yield note("C002", "policies", key, words, ("excluded_kinds", place), hint=hint)


def _dangling_alignments(known: Known) -> Iterator[Finding]:
    """Yield warnings for alignments to names that are neither here nor a web address."""
    for key, framework in known.catalog.frameworks.items():
        for place, competency in enumerate(framework.competencies):
            for number, alignment in enumerate(competency.alignments):
                name = alignment.target
                if "://" not in name and not known.has("competencies", name):
                    words = f"aligns {competency.id!r} to {name!r}, which this catalog does not contain"
                    parts = ("competencies", place, "alignments", number, "target")
                    hint = known.hint("competencies", name)
                    yield note("C002", "frameworks", key, words, parts, hint=hint, severity="warning")


def _missing(known: Known, section: str, key: str, reference: tuple[str, str, Parts], at: str = "") -> Finding:
    kind, name, parts = reference
    words = f"names the {noun(kind)} {name!r}{at}, which this catalog does not contain"
    return note(_CODES.get(kind, "C002"), section, key, words, parts, hint=known.hint(kind, name))


def _dangling_in(known: Known, tree: Tree) -> Iterator[Finding]:
    for item in tree.nodes:
        at = f" at {item.path}"
        references: list[Reference] = []
        match item.node:
            case CourseLeaf():
                references.append(("courses", item.node.course, (*item.parts, "course")))
            case CredentialLeaf():
                references.append(("credentials", item.node.credential, (*item.parts, "credential")))
            case CompetencyLeaf():
                references.append(("competencies", item.node.competency, (*item.parts, "competency")))
        references.extend(_grade(item.node.min_grade, (*item.parts, "min_grade")))
        for source, parts in node_filters(item):
            references.extend(_filter_names(source, parts))
            yield from unknown_words(tree.section, tree.key, source, parts)
        for kind, name, parts in references:
            if name is not None and not known.has(kind, name):
                yield _missing(known, tree.section, tree.key, (kind, name, parts), at)


def unknown_words(section: str, key: str, source: Filter, parts: Parts) -> Iterator[Finding]:
    """Yield a finding for each kind and source in one filter that no item can ever have."""
    for place, kind in enumerate(source.kind):
        if kind not in _FILTER_KINDS:
            hint = "Kinds are course, elective, credit, credential and the kinds of credential."
            words = f"asks for the kind {kind!r}, which nothing has"
            yield note("C002", section, key, words, (*parts, "kind", place), hint=hint)
    for place, word in enumerate(source.source):
        if word not in _FILTER_SOURCES:
            hint = f"Sources are {', '.join(sorted(_FILTER_SOURCES))}."
            words = f"asks for the source {word!r}, which nothing has"
            yield note("C002", section, key, words, (*parts, "source", place), hint=hint)


def _filter_names(source: Filter, parts: Parts) -> Iterator[Reference]:
    lists = (
        ("organizations", "organization", source.organization),
        ("competencies", "competency", source.competency),
        ("courses", "course", source.course),
        ("credentials", "credential", source.credential),
        ("credentials", "component_of", source.component_of),
    )
    for section, key, names in lists:
        for place, name in enumerate(names):
            yield section, name, (*parts, key, place)


def _grade(minimum: GradeMinimum | None, parts: Parts) -> Iterator[Reference]:
    if minimum is not None:
        yield "grade-scales", minimum.scale, (*parts, "scale")


def _many(section: str, names: tuple[str, ...], parts: Parts) -> Iterator[Reference]:
    for place, name in enumerate(names):
        yield section, name, (*parts, place)


def _competencies(levels: tuple[CompetencyLevel, ...], key: str) -> Iterator[Reference]:
    for place, item in enumerate(levels):
        yield "competencies", item.competency, (key, place, "competency")


def _of_organization(thing: Organization) -> Iterator[Reference]:
    yield "credit-systems", thing.credit_system, ("credit_system",)
    yield "level-frameworks", thing.level_framework, ("level_framework",)
    yield "grade-scales", thing.grade_scale, ("grade_scale",)


def _of_levels(thing: LevelFramework) -> Iterator[Reference]:
    for place, item in enumerate(thing.maps):
        yield "level-frameworks", item.to, ("maps", place, "to")


def _of_framework(thing: Framework) -> Iterator[Reference]:
    for place, item in enumerate(thing.competencies):
        yield "competencies", item.broader, ("competencies", place, "broader")


def _of_occupation(thing: Occupation) -> Iterator[Reference]:
    return _competencies(thing.competencies, "competencies")


def _of_course(thing: Course) -> Iterator[Reference]:
    yield "organizations", thing.organization, ("organization",)
    yield "level-frameworks", thing.level_framework, ("level_framework",)
    yield from _competencies(thing.outcomes, "outcomes")


def _of_credential(thing: Credential) -> Iterator[Reference]:
    yield "organizations", thing.organization, ("organization",)
    yield "occupations", thing.occupation, ("occupation",)
    yield from _competencies(thing.competencies, "competencies")
    yield from _overlays(thing.rules)
    for source, parts in sharing_filters(thing):
        yield from _filter_names(source, parts)


def _overlays(rules: Overlays) -> Iterator[Reference]:
    for place, cap in enumerate(rules.reuse):
        yield from _many("credentials", cap.awards, ("rules", "reuse", place, "awards"))


def _of_agreement(thing: ArticulationAgreement) -> Iterator[Reference]:
    yield from _many("organizations", thing.sending, ("sending",))
    yield "organizations", thing.receiving, ("receiving",)
    yield from _many("credentials", thing.scope.credentials, ("scope", "credentials"))


def _of_equivalence(thing: Equivalence) -> Iterator[Reference]:
    yield "agreements", thing.agreement, ("agreement",)
    yield "organizations", thing.receiving, ("receiving",)
    yield from _many("courses", thing.target.courses, ("to", "courses"))
    yield from _many("competencies", thing.target.competencies, ("to", "competencies"))
    if thing.target.block is not None:
        yield "credentials", thing.target.block.partition("#")[0], ("to", "block")
    if thing.scope is not None:
        yield from _many("credentials", thing.scope.credentials, ("scope", "credentials"))
    for item, parts in sources_of(thing):
        yield from _of_source(item, parts)


def sources_of(rule: Equivalence) -> Iterator[tuple[SourceItem, Parts]]:
    """Yield every single source of a rule with its path in the document."""
    stack: list[tuple[Any, Parts]] = [(rule.sources, ("from",))]
    while stack:
        part, parts = stack.pop()
        if isinstance(part, SourceItem):
            yield part, parts
        else:
            key = type(part).model_fields["parts"].alias or "parts"
            stack.extend(reversed([(inner, (*parts, key, place)) for place, inner in enumerate(part.parts)]))


def _of_source(item: SourceItem, parts: Parts) -> Iterator[Reference]:
    if item.course is not None:
        yield "courses", item.course, (*parts, "course")
    elif item.credential is not None:
        yield "credentials", item.credential, (*parts, "credential")
    elif item.occupation is not None:
        yield "occupations", item.occupation, (*parts, "occupation")
    else:
        yield "competencies", item.competency, (*parts, "competency")
    yield from _many("courses", item.same_as, (*parts, "same_as"))
    yield from _grade(item.min_grade, (*parts, "min_grade"))
    yield from _grade(item.max_grade, (*parts, "max_grade"))


def _of_policy(thing: RecognitionPolicy) -> Iterator[Reference]:
    yield "organizations", thing.organization, ("organization",)
    yield from _many("credentials", thing.credentials, ("credentials",))
    for place, rule in enumerate(thing.min_grades):
        yield from _grade(rule.minimum, ("min_grades", place, "minimum"))
    for source, parts in policy_filters(thing):
        yield from _filter_names(source, parts)
    for place, factor in enumerate(thing.conversion.factors if thing.conversion else ()):
        yield "credit-systems", factor.from_system, ("conversion", "factors", place, "from_system")
        yield "credit-systems", factor.to_system, ("conversion", "factors", place, "to_system")
    for place, exclusion in enumerate(thing.exclusions):
        yield from _many("courses", exclusion.courses, ("exclusions", place, "courses"))
    yield from _of_learning_rules(thing)
    yield from _overlays(thing.rules)


def _of_learning_rules(thing: RecognitionPolicy) -> Iterator[Reference]:
    if thing.joint is not None:
        yield from _many("credentials", thing.joint.credentials, ("joint", "credentials"))
        yield from _many("courses", thing.joint.courses, ("joint", "courses"))
    if thing.prior_learning is not None:
        yield from _many("courses", thing.prior_learning.courses, ("prior_learning", "courses"))


def policy_filters(thing: RecognitionPolicy) -> Iterator[tuple[Filter, Parts]]:
    """Yield every filter of a policy, nested ones too, with its path in the document."""
    for place, grade in enumerate(thing.min_grades):
        yield from filter_parts(grade.applies_to, ("min_grades", place, "applies_to"))
    for place, age in enumerate(thing.max_ages):
        yield from filter_parts(age.applies_to, ("max_ages", place, "applies_to"))


def _of_term(thing: Term) -> Iterator[Reference]:
    yield "organizations", thing.organization, ("organization",)


def _of_offering(thing: Offering) -> Iterator[Reference]:
    yield "organizations", thing.organization, ("organization",)
    yield "courses", thing.course, ("course",)
    yield "credentials", thing.credential, ("credential",)
    yield from _many("terms", thing.terms, ("terms",))


_READERS: Mapping[str, Callable[[Any], Iterator[Reference]]] = {
    "organizations": _of_organization,
    "level-frameworks": _of_levels,
    "frameworks": _of_framework,
    "occupations": _of_occupation,
    "courses": _of_course,
    "credentials": _of_credential,
    "agreements": _of_agreement,
    "equivalences": _of_equivalence,
    "policies": _of_policy,
    "terms": _of_term,
    "offerings": _of_offering,
}
