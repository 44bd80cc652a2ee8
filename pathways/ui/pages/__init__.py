"""THE PAGES: one function each, from what a visitor has chosen to what a browser shows."""
