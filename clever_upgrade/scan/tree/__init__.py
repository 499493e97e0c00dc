"""The edge to the file system: which files to read, what kind each is, and its bytes as text and back."""
