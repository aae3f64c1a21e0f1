"""Tests hypotheses about the internationalization of small and medium-sized enterprises."""

__version__ = "0.1.0"
