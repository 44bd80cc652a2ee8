"""THE PICTURES: pure functions from a document to a figure with its finding, its words and its table."""
