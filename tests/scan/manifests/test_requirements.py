"""Requirements of any form: odd ones are not understood, but they hold nobody up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clever_upgrade.scan.manifests.dependency import Dialect
from clever_upgrade.scan.manifests.read import read_manifest
from clever_upgrade.scan.manifests.requirements import allowed_by


@given(st.text("0123456789.xv*^~<>=!|,-+@ []()a\n", max_size=120), st.sampled_from(Dialect))
def test_any_requirement_has_an_answer_or_none(text: str, dialect: Dialect) -> None:
    allowed_by(text, dialect)


@pytest.mark.parametrize("dialect", Dialect)
def test_a_long_text_that_is_none_is_given_up_at_once(dialect: Dialect) -> None:
    assert (
        allowed_by("2.0.0</moded>org.example</groupIdependencies></project>artifactId>roster " * 3 + "<", dialect)
        is None
    )


@pytest.mark.parametrize(
    ("manifest", "text"),
    [
        ("Pipfile.lock", '{"default": "clever", "develop": {"requests": "x"}}'),
        ("Pipfile", 'packages = "clever"\n'),
    ],
)
def test_a_manifest_of_another_form_holds_nothing(manifest: str, text: str) -> None:
    assert read_manifest(manifest, manifest, text).dependencies == ()
