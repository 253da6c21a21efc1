"""The program that people start, for every test of this folder."""

from tests.browser.whole.people import serve

__all__ = ["serve"]
