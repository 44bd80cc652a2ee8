"""Start the page: ``streamlit run app.py``.  A router only; the pages are functions of ``pathways.ui``."""

from pathways.ui import main

main()
