"""Every way in which the property tests spoil a district, or only dress it differently, by name."""

from tests.compare import mutations_of_schools, mutations_of_text, mutations_of_values
from tests.compare.spoiling import MUTATIONS

__all__ = ["MUTATIONS", "mutations_of_schools", "mutations_of_text", "mutations_of_values"]
