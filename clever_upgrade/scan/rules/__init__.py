"""The rules: each judges what files say, and knows nothing of how they were parsed or how findings are shown."""
