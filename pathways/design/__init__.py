"""IS THE CATALOG WELL MADE: what holds learners up, measured from prerequisites; values, never verdicts."""
