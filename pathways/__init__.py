"""Which learning counts, how far it takes a learner, what is missing, and why."""
