"""One district as the sandbox holds it: its records, who belongs where, what is shared, and what happened to them.

``District`` is the face; whoever serves, generates, loads or changes a district needs little else.
"""

from clever_upgrade.sandbox.district.district import District

__all__ = ["District"]
