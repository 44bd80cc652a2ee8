"""Was it taken back?  Status lists: how they are written, where they lie, who signs them, and what they say."""
