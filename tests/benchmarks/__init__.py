"""How fast, and by which path?  Named sizes, one command; never part of the tests."""
