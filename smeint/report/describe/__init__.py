"""The description of a study's data as a document, tables and figures."""
