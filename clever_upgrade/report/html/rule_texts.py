"""What there is to say about a rule as such, whichever part of the check it belongs to."""

from collections.abc import Mapping
from dataclasses import dataclass

from clever_upgrade.check.result import DIFF, PROBE, SCAN
from clever_upgrade.compare.result import DiffResult
from clever_upgrade.contract.changes import Change, changes_of
from clever_upgrade.contract.versions import Upgrade
from clever_upgrade.report.check.problem import NOT_TRIED
from clever_upgrade.report.diff.words import rule_in_words
from clever_upgrade.report.probe.words import TROUBLES
from clever_upgrade.scan.rules.names import RULES

_TROUBLES = {
    **{trouble.value: f"A parser {words}" for trouble, words in TROUBLES.items()},
    NOT_TRIED: "A parser could not be tried",
}


@dataclass(frozen=True, slots=True)
class RuleText:
    """A line on what it finds, a paragraph on why that matters, and the command that tells more; each may be empty."""

    title: str = ""
    why: str = ""
    command: str = ""


@dataclass(frozen=True, slots=True)
class RuleTexts:
    """The words for the rules of one check; those of the data name the versions of its comparison."""

    changes: Mapping[str, Change]
    diff: DiffResult | None

    def of(self, part: str, rule: str) -> RuleText:
        """What to say about a rule of this part."""
        if part == SCAN and rule in RULES:
            from clever_upgrade.scan.rules.catalogue import rule_text

            text = rule_text(rule)
            return RuleText(text.title, text.why[0], f"clever-upgrade explain {rule}")
        if rule in self.changes:
            change = self.changes[rule]
            return RuleText(change.title, change.summary, f"clever-upgrade changes {rule}")
        if part == PROBE:
            return RuleText(_TROUBLES.get(rule, ""))
        if part == DIFF and self.diff is not None:
            return RuleText(rule_in_words(self.diff, rule))
        return RuleText()


def texts_for(upgrade: Upgrade, diff: DiffResult | None) -> RuleTexts:
    """The words for a check of this upgrade with this comparison."""
    return RuleTexts({change.name: change for change in changes_of(upgrade)}, diff)
