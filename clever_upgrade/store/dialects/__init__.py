"""What differs between the databases: the clock, bulk loading, unfolding arrays, and the meaning of their errors."""

from clever_upgrade.store.dialects.base import Dialect, Trouble
from clever_upgrade.store.dialects.mysql import MySQL
from clever_upgrade.store.dialects.postgresql import PostgreSQL
from clever_upgrade.store.dialects.sqlite import SQLite

__all__ = ["DIALECTS", "Dialect", "Trouble"]

DIALECTS: dict[str, Dialect] = {
    "sqlite": SQLite(),
    "postgresql": PostgreSQL(),
    "mysql": MySQL("utf8mb4_bin"),
    "mariadb": MySQL("utf8mb4_nopad_bin"),
}
"""By the name of the database in its URL."""
