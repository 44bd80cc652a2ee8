"""WHAT IS ON OFFER: one immutable, referentially whole collection; editions; lint."""
