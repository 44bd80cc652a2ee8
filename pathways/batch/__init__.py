"""What do many records come to?  Read piece by piece, answered here or by others, told in one table."""
