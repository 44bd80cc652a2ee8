"""THE TELLING: documents in plain words, for people; ``--json`` gives programs the documents themselves."""
