"""From source text to facts that are the same in every language. Only ``matcher`` knows the parser."""
