"""What a resync and its events did, in every format."""
