"""The contract of both API versions, as data: everything else is derived from it.

``v1_1`` declares each resource, ``v1_2`` adds what is new, ``resource`` reads their facts back, ``versions`` pairs
them, ``changes`` tells the story of each change, ``endpoints`` lists the paths, ``states`` relates the sync states.
"""

from clever_upgrade.contract.resource import FieldFacts, Resource
from clever_upgrade.contract.versions import COLLECTIONS, Upgrade, Version, default_upgrade, version

__all__ = ["COLLECTIONS", "FieldFacts", "Resource", "Upgrade", "Version", "default_upgrade", "version"]
