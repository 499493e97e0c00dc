"""Facts in one line each, so that a test shows what it expects beside the source that it expects it of."""

from clever_upgrade.scan.syntax.facts import Facts, Literal, Loop, Otherwise


def texts(facts: Facts) -> list[str]:
    """``name = literal{hole} > callee``, with the name and the callee where there are any."""
    found = []
    for text in facts.texts:
        whole = "".join(part.text if isinstance(part, Literal) else f"{{{part.name}}}" for part in text.parts)
        bound = f"{text.bound_to} = " if text.bound_to else ""
        found.append(bound + whole + (f" > {text.passed_to}" if text.passed_to else ""))
    return found


def decisions(facts: Facts) -> list[str]:
    """``kind subject: value value``, then ``else`` or ``else raises``; ``not`` first where it is negated."""
    found = []
    for decision in facts.decisions:
        words = ["not"] if decision.negated else []
        words += [str(decision.kind), f"{decision.subject}:", *(case.value for case in decision.cases)]
        if decision.otherwise is not Otherwise.NOTHING:
            words.append("else" if decision.otherwise is Otherwise.HANDLED else "else raises")
        found.append(" ".join(words))
    return found


def calls(facts: Facts) -> list[str]:
    """``name = new callee(keyword=, **splat, text)``."""
    found = []
    for call in facts.calls:
        arguments = [
            f"**{one.splat}" if one.splat else f"{one.name}=" if one.name else one.text for one in call.arguments
        ]
        bound = f"{call.bound_to} = " if call.bound_to else ""
        found.append(f"{bound}{'new ' if call.makes else ''}{call.callee}({', '.join(arguments)})")
    return found


def reads(facts: Facts) -> list[str]:
    """``owner . name``, and the loops around it."""
    return [f"{read.owner} . {read.name}{_loops(read.loops)}" for read in facts.reads]


def declarations(facts: Facts) -> list[str]:
    """``keyword name < bases: member:type=default member | method``."""
    found = []
    for declaration in facts.declarations:
        bases = f" < {', '.join(declaration.bases)}" if declaration.bases else ""
        members = [
            one.name + (f":{one.type}" if one.type else "") + (f"={one.default}" if one.default else "")
            for one in declaration.members
        ]
        listed = " ".join([*members, *(["|"] if declaration.methods else []), *declaration.methods])
        found.append(f"{declaration.keyword} {declaration.name}{bases}: {listed}".rstrip(": "))
    return found


def imports(facts: Facts) -> list[str]:
    """``module: names``."""
    return [f"{one.module}: {' '.join(one.names)}".rstrip(": ") for one in facts.imports]


def misplaced(facts: Facts, source: str) -> list[str]:
    """Literals whose place does not cut them out of the source; a separator that is written elsewhere has no place."""
    return [
        part.text
        for text in facts.texts
        for part in text.parts
        if isinstance(part, Literal)
        and part.place.start != part.place.end
        and source[part.place.start : part.place.end] != part.text
    ]


def _loops(loops: tuple[Loop, ...]) -> str:
    return "".join(f" for {loop.variable} in {loop.over}" for loop in loops)
