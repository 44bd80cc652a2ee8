"""Many records, one question: read piece by piece, answered here or by others, kept as they come, told in one table."""
