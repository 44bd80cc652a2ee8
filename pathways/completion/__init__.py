"""HOW FAR, WHAT IS MISSING, WHAT NEXT: the one model behind audit, gap and plan."""
