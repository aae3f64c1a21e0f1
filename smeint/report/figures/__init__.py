"""Figures of the report: what each shows, and in words what it shows."""
