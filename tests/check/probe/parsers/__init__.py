"""An application with parsers of every sort, as `probe` is pointed at; no test imports it."""
