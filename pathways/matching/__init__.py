"""WHAT LOOKS EQUIVALENT: likely answers to learning that no rule speaks of, with what speaks for and against; no decision."""
