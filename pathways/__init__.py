"""Which learning counts, how far does it take a learner, what is missing, and why?"""
