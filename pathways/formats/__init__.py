"""DOORS: what comes in and goes out, each format at its own door; every finding with file and line."""
