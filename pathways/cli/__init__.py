"""THE COMMAND LINE: one file per command; each opens what it is asked about, asks the desk, and tells the answer."""
