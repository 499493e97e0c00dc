"""One module per command: parse options, call one use-case, choose the exit code. No logic."""
