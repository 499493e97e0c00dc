"""A nightly sync of a roster, as it was written for v1.1; it has three faults."""

CLEVER = "https://api.clever.com"
