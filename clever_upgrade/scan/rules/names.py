"""The names of the rules: what users select, ignore and suppress by, and what every report cites."""

RULES = (
    "endpoint-version",
    "me-endpoint",
    "events-cutover",
    "strict-parsing",
    "sync-state",
    "status-endpoint",
    "schools-from-sections",
    "old-client-library",
)
