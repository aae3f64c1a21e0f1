"""Definitions: from measured variables to size class, status, band and ROTA."""
