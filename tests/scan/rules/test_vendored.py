"""A copy of an official client is replaced as a whole; the client's own project is not."""

import pytest

from clever_upgrade.scan.found import REPLACE_LIBRARY
from clever_upgrade.scan.judge import judged
from clever_upgrade.scan.manifests.read import read_manifest
from clever_upgrade.scan.project import Project
from clever_upgrade.scan.result import Finding
from clever_upgrade.scan.rules.names import RULES
from clever_upgrade.scan.rules.vendored import HELD, copied_client
from tests.scan.projects import source_file

SOURCE = "module Clever\n  def self.url\n    'https://api.clever.com/v1.1/students'\n  end\nend\n"
GEMSPEC = "Gem::Specification.new do |spec|\n  spec.name = 'clever-ruby'\n  spec.version = '0.14.0'\nend\n"


def only(path: str, manifest: str = "") -> Finding:
    dependencies = read_manifest("*.gemspec", "clever-ruby.gemspec", manifest).dependencies if manifest else ()
    (finding,) = judged(Project([source_file(path, SOURCE)], dependencies), RULES)
    return finding


def test_a_copy_is_not_mended() -> None:
    finding = only("ext/clever-ruby/lib/clever.rb")
    assert (finding.cause, finding.fix, finding.held) == (REPLACE_LIBRARY, None, HELD)
    assert finding.remedy.startswith("Replace this copy of clever-ruby: depend on gem")
    assert "port the code that calls it" in finding.remedy


def test_ones_own_code_is() -> None:
    finding = only("lib/clever.rb")
    assert (finding.cause, finding.held) == ("", "")
    assert finding.fix is not None


def test_the_client_may_mend_itself() -> None:
    finding = only("lib/clever-ruby/clever.rb", GEMSPEC)
    assert finding.cause == ""
    assert finding.fix is not None


@pytest.mark.parametrize(
    ("path", "repository"),
    [
        ("ext/clever-ruby/a.rb", "clever-ruby"),
        ("Clever-PHP-master/lib/Clever.php", "clever-php"),
        ("lib/clever.rb", None),
        ("clever-ruby", None),
        ("clever-go/clever.go", None),
    ],
)
def test_a_copy_is_known_by_its_folder(path: str, repository: str | None) -> None:
    client = copied_client(path)
    assert (client.repository if client else None) == repository
