"""HAS IT THE FORM THAT ITS KIND DEMANDS?  Rules as tables, one for each standard; one reader of the tables."""
