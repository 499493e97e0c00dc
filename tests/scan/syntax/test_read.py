"""The one way from a source text to its facts."""

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clever_upgrade.scan.syntax.facts import Facts
from clever_upgrade.scan.syntax.read import _MODULES, read_facts
from tests.scan.syntax import compact


def test_a_language_that_nobody_knows_says_nothing():
    assert read_facts("x = '/me'", "cobol") == Facts("cobol")


def test_a_known_language_is_read():
    assert compact.texts(read_facts("x = '/me'", "python")) == ["x = /me"]


def test_only_the_languages_that_are_met_are_loaded():
    program = (
        "import sys; from clever_upgrade.scan.syntax.read import read_facts; read_facts('', 'python');"
        "print('clever_upgrade.scan.syntax.ruby' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


@pytest.mark.parametrize("language", sorted(_MODULES))
@given(text=st.text(alphabet=st.characters(codec="utf-8") | st.sampled_from("\"'`#{}()[]<>/*-=:\\\n "), max_size=80))
def test_any_text_gives_facts_of_its_language(language, text):
    assert read_facts(text, language).language == language
