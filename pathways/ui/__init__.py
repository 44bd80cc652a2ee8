"""THE PAGE: what a browser shows; one function per page, reading the desk."""

from pathways.ui.main import main

__all__ = ["main"]
