"""SELECTIVE DISCLOSURE: tokens of which a holder shows as much as is asked for, and no more."""
