"""WHAT LOOKS EQUIVALENT: likely answers where no rule speaks, with what speaks for and against; never a decision."""
