"""PAPERS: what is printed or sent; documents built of headings, sentences and tables, as HTML and as PDF."""
