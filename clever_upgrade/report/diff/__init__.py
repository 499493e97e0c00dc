"""What a comparison found, in every format."""
