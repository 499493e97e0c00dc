"""Ways to prove that most of a pair is equal without reading it: by its bytes, or member by member."""
