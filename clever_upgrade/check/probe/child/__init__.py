"""The script that calls a parser of Python in an interpreter of its user's; run by path, and never imported here."""
