"""MATCHING: what looks equivalent?  Ranked candidates for a course that no rule speaks of, with what speaks for and against each; never a decision."""
