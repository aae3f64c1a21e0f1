"""Engines: reduce data to summaries."""
