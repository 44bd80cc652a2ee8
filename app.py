"""Start the page: ``streamlit run app.py``, with catalogues of your own behind ``--``.  A router only."""

from pathways.ui import main

if __name__ == "__main__":  # the engine's own processes look into this file too, and show nothing
    main()
