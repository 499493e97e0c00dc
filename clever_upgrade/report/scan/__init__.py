"""What a scan found, in every format."""
