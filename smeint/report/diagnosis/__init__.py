"""The report of a diagnosis: what a design can find, and how often it errs."""
