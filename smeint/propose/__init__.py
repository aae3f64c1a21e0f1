"""Looks at a data file and proposes a study file; writes blank templates for new surveys."""
