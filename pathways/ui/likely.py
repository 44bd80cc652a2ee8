"""How likely is it, and what is it called?  Probabilities, answers, targets and pairs in words."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Final

from pathways.language.words import Say, msg
from pathways.model.codes import WORDS
from pathways.model.decision import Decision, Learning, Pair
from pathways.model.desk_documents import QueueSuggestion
from pathways.model.equivalence import Equivalence, Target, source_items
from pathways.model.suggestion_documents import SuggestionEntry
from pathways.ui.names import Names

DEGREES: Final = (
    (Fraction(9, 10), msg("very likely")),
    (Fraction(6, 10), msg("likely")),
    (Fraction(4, 10), msg("about even")),
    (Fraction(15, 100), msg("rather unlikely")),
    (Fraction(0), msg("very unlikely")),
)
"""From which probability on which word is used."""

VERDICTS: Final = {
    "accept": msg("accepted"),
    "partial": msg("accepted in part"),
    "refuse": msg("refused"),
    "ask": msg("asked"),
}
"""What was decided, in a word."""

SIGNS: Final = {"accept": "✓", "partial": "◐", "refuse": "✗", "ask": "?"}

NOES: Final = {
    "none_here": msg("nothing: there is no equivalent here"),
    "only_at_receiver": msg("nothing: it must be taken here"),
    "denied": msg("nothing: it is denied"),
    "not_evaluated": msg("nothing yet: nobody has evaluated it"),
}


def degree(say: Say, probability: Fraction) -> str:
    """Return a probability in a word, such as ``likely``."""
    return say(next(word for least, word in DEGREES if probability >= least))


def chance(say: Say, probability: Fraction) -> str:
    """Return a probability as word and number, such as ``likely, 88 %``."""
    return say("{word}, {share}", word=degree(say, probability), share=about(say, probability))


def about(say: Say, probability: Fraction) -> str:
    """Return a probability in whole percent: it is no more exact than that."""
    hundredths = round(probability * 100)
    if not hundredths and probability:
        return say("less than {least}", least=say.percent(Fraction(1, 100)))
    if hundredths == 100 and probability < 1:
        return say("more than {most}", most=say.percent(Fraction(99, 100)))
    return say.percent(Fraction(hundredths, 100))


def answer_words(say: Say, names: Names, entry: SuggestionEntry | QueueSuggestion) -> str:
    """Return a suggested answer in words."""
    match entry.kind:
        case "course":
            known = names.thing(entry.course or "")
            return entry.title if known == entry.course else known
        case "subject_elective":
            return say("An elective in {subject}", subject=entry.subject)
        case "general_elective":
            return say("A general elective")
        case "no_equivalent":
            return say("No equivalent")


def target_words(say: Say, names: Names, target: Target) -> str:
    """Return what a rule or a decision gives, in words."""
    match target.kind:
        case "course" | "courses":
            return say.listed(names.thing(name) for name in target.courses)
        case "subject_elective":
            return say("an elective in {subject}", subject=target.subject)
        case "general_elective":
            return say("a general elective")
        case "competency":
            return say.listed(names.thing(name) for name in target.competencies)
        case "area":
            return say.listed(target.areas)
        case "block":
            return target.block or ""
        case kind:
            return say(NOES[kind])


def rule_words(say: Say, names: Names, rule: Equivalence) -> str:
    """Return a rule in a line: what counts as what."""
    sources = say.listed(_source_words(names, rule))
    return say("{what} counts as {target}", what=sources, target=target_words(say, names, rule.target))


def _source_words(names: Names, rule: Equivalence) -> Iterable[str]:
    for item in source_items(rule.sources):
        name = item.course or item.credential or item.occupation or item.competency or ""
        yield names.thing(name)


def learning_words(names: Names, learning: Learning) -> str:
    """Return what is brought, in words."""
    if learning.code is not None:
        return f"{learning.code}, {names.organization(learning.organization)}"
    name = learning.course or learning.credential or learning.occupation or learning.competency or ""
    home = names.home(name)
    return f"{names.thing(name)}, {home}" if home else names.thing(name)


def pair_words(say: Say, names: Names, pair: Pair) -> str:
    """Return a pair in words: what is brought, and where."""
    what = say.listed(learning_words(names, each) for each in pair.whole)
    said = say("{what} at {place}", what=what, place=names.organization(pair.receiving))
    if not pair.credentials:
        return said
    programs = say.listed(names.thing(name) for name in pair.credentials)
    return say("{what}, for {programs}", what=said, programs=programs)


def decided_words(say: Say, names: Names, decision: Decision) -> str:
    """Return what was decided in a line: the verdict, as what, and why it is no more."""
    given = target_words(say, names, decision.given) if decision.given else ""
    verdict = f"{SIGNS[decision.verdict]} {say(VERDICTS[decision.verdict])}"
    told = say("{verdict} as {target}", verdict=verdict, target=given) if given else verdict
    amount = decision.given.credit.amount if decision.given else None
    if amount is not None:
        told = say("{what} with {n} credits", what=told, n=say.number(amount))
    if decision.code is None:
        return told
    return say.named(told, say.engine(WORDS[decision.code].meaning))
