"""What is known on the way down a Go tree, beyond what every language knows."""

from dataclasses import dataclass, field, replace

from clever_upgrade.scan.syntax.go_names import FileNames
from clever_upgrade.scan.syntax.grammar import Context, Step
from clever_upgrade.scan.syntax.matcher import Node


@dataclass(frozen=True, slots=True)
class GoContext(Context):
    """A context that knows the names of its file.

    ``left_out`` is the type of a literal that stands within another and leaves it out; ``negated`` is what a ``!``
    says of the comparison or the question right behind it.
    """

    names: FileNames = field(default_factory=FileNames)
    left_out: Node | None = None
    negated: bool = False


def names_of(context: Context) -> FileNames:
    """What is known of the file; nothing where the grammar could not make a file of it."""
    return context.names if isinstance(context, GoContext) else FileNames()


def with_type_left_out(context: Context, kind: Node | None) -> Context:
    """The context of an element of a literal, whose type need not be written."""
    return replace(context, left_out=kind) if isinstance(context, GoContext) else context


def type_left_out(context: Context) -> Node | None:
    """The type of a literal that is written without one."""
    return context.left_out if isinstance(context, GoContext) else None


def negation(context: Context, *, negated: bool) -> Context:
    """The context behind a ``!``, or past it."""
    return replace(context, negated=negated) if isinstance(context, GoContext) else context


def is_negated(context: Context) -> bool:
    """Whether a ``!`` stands right before."""
    return isinstance(context, GoContext) and context.negated


def with_comments(steps: list[Step], context: Context, *around: Node | None) -> list[Step]:
    """The steps, and the comments that stand between them in the nodes around them: some answer a finding."""
    nodes = [one for node in around if node is not None for one in node.children() if one.kind() == "comment"]
    if not nodes:
        return steps
    return sorted([*steps, *((node, context) for node in nodes)], key=lambda step: step[0].range().start.index)
