"""The sides of the benchmark: one workload, and those who run it."""
