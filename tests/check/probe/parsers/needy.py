"""Needs what is not there."""

import a_package_that_is_not_there

parse = a_package_that_is_not_there.parse
