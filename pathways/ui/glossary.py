"""What does a word mean?  One plain sentence for each, shown where the word is used."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from pathways.language.words import msg

GLOSSARY: Final = MappingProxyType(
    {
        "attempted": msg("Everything on the record, with what is still in progress and what is there twice."),
        "evaluable": msg("What can be judged now: accepted, refused and undecided together."),
        "accepted": msg(
            "The institution counts it. Whether it helps toward this goal is another question: see applied."
        ),
        "applied": msg("It fills a requirement of this goal."),
        "excess": msg("Accepted, but no requirement of this goal has room left for it."),
        "refused": msg("It does not count here. The reason and what you can do stand beside it."),
        "undecided": msg("Nobody has decided it yet, and no rule does. You can ask for a decision."),
        "required": msg("What this goal asks for in all."),
        "missing": msg("The least that is still to be done, whichever way you go. It is proven, not guessed."),
        "in progress": msg("Begun and not finished. It counts once it is completed."),
        "progress": msg("How much of the way a beginner would have to go lies behind you."),
        "credit": msg("An amount of learning. What one credit means depends on the institution's credit system."),
        "competency": msg("Something a person is able to do, named in a framework such as ESCO."),
        "credential": msg("Anything that can be awarded, from a badge to a doctorate."),
        "micro-credential": msg("A small credential for a few days or weeks of learning that was assessed."),
        "badge": msg("A digital proof of learning. By itself it carries no credit; a rule may give it some."),
        "stack": msg("To put small credentials together until they make a larger one."),
        "equivalence": msg(
            "A rule that says: this, learned there, counts as that, here. It holds in one direction only."
        ),
        "requirement": msg("What must hold before something is awarded."),
        "residency": msg("How much must be earned at the institution that gives the award. Not where you live."),
        "lapse": msg("To stop counting on a date, unless something is done before."),
        "prior learning": msg("What you learned outside courses, at work for example, assessed by what you can do."),
        "plan": msg("Which thing to take when and where, with dates and prices."),
        "front": msg("The plans that no other plan beats in everything: sooner, cheaper, or more in hand on the way."),
        "proven": msg("No better answer exists. The engine has shown it, not only searched for it."),
        "edition": msg("One version of a credential, with the dates between which it holds."),
        "carry-over": msg("How much of a smaller credential counts in a larger one."),
        "penalty": msg("Extra credits that a ladder of credentials costs, compared with going straight to the top."),
        "dead end": msg("Learning that counts here and in nothing that follows."),
        "claim": msg("Stated by somebody and not checked. It is shown, and counts for nothing by itself."),
        "proven badge": msg(
            "Every step that is asked of it holds: signature, key, time, whose it is, who issued it, not taken back."
        ),
        "genuine": msg(
            "Signed by its issuer and unchanged. Whose it is, and whether its issuer is accepted, are other questions."
        ),
        "receipt": msg("The proof that something was written into a log in which nothing can be changed unnoticed."),
        "passport": msg("What a learner shows of the own record. With proofs, the badges of its lines go along."),
        "issuer": msg("Who awarded a badge and signed it. A list says whose badges are accepted, and for what."),
        "backpack": msg("All badges that one person holds, with every answer about them, in one file."),
        "evidence": msg("What an answer rests on, kept so that anybody can repeat it later."),
        "letter": msg("What an advisor may send: the decision, why, and what the learner can do."),
        "cure": msg("What a learner could do so that it counts after all; each was tried before it is told."),
        "interval": msg("Where a rate could lie by chance alone; the fewer lines, the wider."),
        "waiver": msg("A requirement that an institution sets aside for one person, on record."),
        "suggestion": msg("A likely answer with what speaks for and against it. It grants nothing."),
        "decision": msg("What an institution has settled for everybody who brings the same, with source and name."),
        "credit at stake": msg("The credit of all lines that wait for this one decision."),
    }
)

TITLES: Final = MappingProxyType(
    {
        "attempted": msg("attempted"),
        "evaluable": msg("evaluable"),
        "accepted": msg("accepted"),
        "applied": msg("applied"),
        "excess": msg("excess"),
        "refused": msg("refused"),
        "undecided": msg("undecided"),
        "required": msg("required"),
        "missing": msg("missing"),
        "in progress": msg("in progress"),
        "progress": msg("progress"),
        "credit": msg("credit"),
        "competency": msg("competency"),
        "credential": msg("credential"),
        "micro-credential": msg("micro-credential"),
        "badge": msg("badge"),
        "stack": msg("stack"),
        "equivalence": msg("equivalence"),
        "requirement": msg("requirement"),
        "residency": msg("residency"),
        "lapse": msg("lapse"),
        "prior learning": msg("prior learning"),
        "plan": msg("plan"),
        "front": msg("front"),
        "proven": msg("proven"),
        "edition": msg("edition"),
        "carry-over": msg("carry-over"),
        "penalty": msg("penalty"),
        "dead end": msg("dead end"),
        "claim": msg("claim"),
        "proven badge": msg("proven badge"),
        "genuine": msg("genuine"),
        "receipt": msg("receipt"),
        "passport": msg("passport"),
        "issuer": msg("issuer"),
        "backpack": msg("backpack"),
        "evidence": msg("evidence"),
        "letter": msg("letter"),
        "cure": msg("cure"),
        "interval": msg("interval of 95 %"),
        "waiver": msg("waiver"),
        "suggestion": msg("suggestion"),
        "decision": msg("decision"),
        "credit at stake": msg("credit at stake"),
    }
)
"""The words themselves, for the glossary page."""
