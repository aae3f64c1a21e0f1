"""Reports: format saved results, compute nothing."""
