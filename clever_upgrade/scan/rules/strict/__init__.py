"""Everything that refuses, or trips over, the fields that v1.2 adds: one module for each way of doing so."""
