"""Sentences of the report: tests, hypotheses, methods, references."""
