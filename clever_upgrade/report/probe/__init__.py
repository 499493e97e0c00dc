"""What became of the parsers, in every format."""
