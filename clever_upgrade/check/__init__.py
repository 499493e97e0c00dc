"""Runs scan, parser probes and a comparison as one gate, and says what is left to do before the move."""
