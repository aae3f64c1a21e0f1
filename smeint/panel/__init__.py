"""Panels: files read, mapped, validated; nothing is tested here."""
