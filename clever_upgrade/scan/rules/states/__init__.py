"""States of a sync: which ones code knows, what it is about, and what is wrong with it under v1.2."""
