"""Calls one parser with record after record: a script on its own, for any Python from 3.6 on.

It imports nothing of ours. ``call_parser.py MODULE:NAME GIVEN`` reads one JSON object a line and answers one a line:
``{"made": …}``, ``{"raised": "ValueError", "message": …, "where": "app/roster.py:12"}``, and before all of them
``{"ready": true, "path": …, "line": …}`` or ``{"problem": …}``. What the parser prints goes to standard error.
"""

import importlib
import importlib.util
import inspect
import json
import os
import sys
import traceback
from typing import Any, Callable, Dict, List, Tuple

DEEPEST = 12
MOST = 2000


def dumped(value: Any, depth: int = 0) -> Any:
    """What a parser made, as JSON can hold it: models by their fields, everything unknown by its public attributes."""
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, (int, float)):
        return value if value == value and abs(value) < 1e300 else str(value)
    if depth > DEEPEST:
        return "..."
    if isinstance(value, dict):
        return {str(dumped(key, depth + 1)): dumped(member, depth + 1) for key, member in value.items()}
    fields = fields_of(value)
    if fields is not None:
        return {str(name): dumped(member, depth + 1) for name, member in fields.items()}
    if isinstance(value, (list, tuple)):
        return [dumped(item, depth + 1) for item in value[:MOST]]
    if isinstance(value, (set, frozenset)):
        return sorted((dumped(item, depth + 1) for item in value), key=lambda item: json.dumps(item, sort_keys=True))
    return plain(value, depth)


def fields_of(value: Any) -> Any:
    """The fields of a model of a known kind, or None."""
    kind = type(value)
    if hasattr(kind, "__dataclass_fields__"):
        return {name: getattr(value, name) for name in kind.__dataclass_fields__ if hasattr(value, name)}
    if hasattr(kind, "__attrs_attrs__"):
        return {field.name: getattr(value, field.name) for field in kind.__attrs_attrs__}
    if hasattr(kind, "model_fields") and hasattr(value, "__dict__"):
        return dict(vars(value), **(getattr(value, "__pydantic_extra__", None) or {}))
    if hasattr(value, "_asdict"):
        return value._asdict()
    return None


def plain(value: Any, depth: int) -> Any:
    """A value of a kind that is not known: an enumeration, a date, or an object."""
    if hasattr(type(value), "__members__"):
        return dumped(value.value, depth + 1)
    if hasattr(value, "isoformat"):
        return value.isoformat()
    if hasattr(value, "__next__"):
        return [dumped(item, depth + 1) for _, item in zip(range(MOST), value)]
    if callable(value) or isinstance(value, type):
        return getattr(value, "__qualname__", type(value).__qualname__)
    attributes = public_attributes(value)
    if attributes:
        return {name: dumped(member, depth + 1) for name, member in attributes.items()}
    text = str(value)
    # An address in memory is another one each time.
    return type(value).__qualname__ if " at 0x" in text else text


def public_attributes(value: Any) -> Dict[str, Any]:
    """What an object holds, without what it keeps to itself."""
    slots = [name for kind in type(value).__mro__ for name in getattr(kind, "__slots__", ()) if isinstance(name, str)]
    found = {name: getattr(value, name) for name in slots if hasattr(value, name)}
    found.update(getattr(value, "__dict__", {}))
    return {name: member for name, member in found.items() if not name.startswith("_")}


def loaded(module: str) -> Any:
    """A module by its dotted name, or by its file."""
    if not module.endswith(".py"):
        return importlib.import_module(module)
    spec = importlib.util.spec_from_file_location(os.path.basename(module)[:-3], module)
    if spec is None or spec.loader is None:
        raise ImportError("cannot be loaded")
    found = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = found
    spec.loader.exec_module(found)
    return found


def found_at(target: str) -> Tuple[Any, List[Any]]:
    """The parser, and each object on the way to it, outermost first."""
    module, _, names = target.rpartition(":")
    found = loaded(module)
    way = []
    for name in names.split("."):
        found = getattr(found, name)
        way.append(found)
    return found, way


def place_of(way: List[Any]) -> Tuple[str, int]:
    """The file and line of the outermost object that has some."""
    for found in way:
        try:
            return os.path.abspath(inspect.getsourcefile(found) or ""), inspect.getsourcelines(found)[1]
        except (TypeError, OSError):
            continue
    return "", 0


def way_to_call(parser: Any, given: str) -> Callable[[str], Any]:
    """How to call the parser with a text of JSON."""
    if given == "text":
        return lambda text: parser(text)
    if given == "members" or (not given and isinstance(parser, type) and takes_members(parser)):
        return lambda text: parser(**json.loads(text))
    if not given and isinstance(parser, type) and hasattr(parser, "model_validate"):
        return lambda text: parser.model_validate(json.loads(text))
    return lambda text: parser(json.loads(text))


def takes_members(kind: Any) -> bool:
    """Whether a class is one whose constructor takes its fields by name."""
    if hasattr(kind, "model_validate"):
        return False
    return any(hasattr(kind, name) for name in ("__dataclass_fields__", "__attrs_attrs__", "__fields__", "_fields"))


def finished(made: Any) -> Any:
    """What came out in the end: a coroutine is run to its end, so that it may fail."""
    if inspect.iscoroutine(made):
        import asyncio

        loop = asyncio.new_event_loop()
        try:
            return loop.run_until_complete(made)
        finally:
            loop.close()
    return made


def where(error: BaseException, folder: str) -> str:
    """The last line of the user's own code that the error came through."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame[0] != __file__]
    own = [frame for frame in frames if frame[0].startswith(folder) and "site-packages" not in frame[0]]
    if not own:
        return ""
    return "{}:{}".format(os.path.relpath(own[-1][0], folder), own[-1][1])


def answer_to(text: str, call: Callable[[str], Any], folder: str) -> Dict[str, Any]:
    """What the parser does with one record."""
    try:
        return {"made": dumped(finished(call(text)))}
    except (KeyboardInterrupt, GeneratorExit):
        raise
    except BaseException as error:  # a parser may also exit
        return {"raised": type(error).__name__, "message": str(error)[:4000], "where": where(error, folder)}


def problem_of(error: BaseException, target: str) -> Dict[str, Any]:
    """Why the parser cannot be called, in a form that the other side makes a sentence of."""
    name = getattr(error, "name", None) or ""
    return {
        "problem": type(error).__name__,
        "message": str(error)[:4000],
        "missing": name if isinstance(error, ImportError) and isinstance(name, str) else "",
        "target": target,
    }


def main() -> None:
    """Answer line by line until there are no more."""
    target, given = sys.argv[1], sys.argv[2]
    # The parser may print, and what it prints must not look like an answer.
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8", newline="\n")
    records = os.fdopen(os.dup(0), "r", encoding="utf-8", newline="\n")
    os.dup2(2, 1)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    sys.stdin = open(0, closefd=False)
    folder = os.getcwd()
    # The folder of this script is none that an application imports from.
    sys.path[:] = [path for path in sys.path if path != os.path.dirname(os.path.abspath(__file__))]
    sys.path[:0] = [folder, os.path.join(folder, "src")]

    def say(answer: Dict[str, Any]) -> None:
        answers.write(json.dumps(answer) + "\n")
        answers.flush()

    try:
        parser, way = found_at(target)
        call = way_to_call(parser, given)
        if not callable(parser):
            raise TypeError("it is not callable")
    except BaseException as error:
        say(problem_of(error, target))
        return
    path, line = place_of(way)
    say({"ready": True, "path": path, "line": line})
    for text in records:
        say(answer_to(text, call, folder))


if __name__ == "__main__":
    main()
