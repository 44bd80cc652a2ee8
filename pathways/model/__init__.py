"""WHAT THINGS ARE: frozen nouns in the field's own terms; no search, no files, no clock."""
