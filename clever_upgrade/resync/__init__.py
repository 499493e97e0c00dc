"""The full resync that v1.2 requires before its events may be read, and the sync by events that follows it."""
