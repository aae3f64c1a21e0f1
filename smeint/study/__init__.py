"""The study: hypotheses, plan, run, verdicts, results."""
