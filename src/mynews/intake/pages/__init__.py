"""Article pages in, one parsed article out."""

from mynews.intake.pages.page import parse_page

__all__ = ["parse_page"]
