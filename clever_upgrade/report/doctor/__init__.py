"""What an examination found, in every format."""
