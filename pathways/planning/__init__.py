"""WHAT TO DO NEXT, AND IN WHICH ORDER: plans over terms, proven best, explained, and checked by another room."""
