"""How the syncs of districts stand, in every format."""
