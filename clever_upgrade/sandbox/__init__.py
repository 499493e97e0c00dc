"""The local Clever: both versions of the API over one district, served over real HTTP on the loopback."""
