"""HOW IT CONNECTS: compiled arrays, pure kernels, filters; networkx and pandas only as a window."""
