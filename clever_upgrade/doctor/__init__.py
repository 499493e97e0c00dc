"""Examines what the tool needs on this machine and of the server, one finding a check; changes nothing."""
