"""How is Pathways run without its command on the path?  ``python -m pathways``."""

from pathways.cli.main import main

if __name__ == "__main__":
    main()
