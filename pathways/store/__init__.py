"""THE CUPBOARD: what is compiled once and opened many times."""
