"""Formulas: a summary in, measures and a status out."""
