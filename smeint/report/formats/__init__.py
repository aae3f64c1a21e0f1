"""The report in its formats: HTML, Word, LaTeX, Markdown."""
