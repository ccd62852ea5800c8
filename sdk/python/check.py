"""What an answer rests on, for those whose wit/world.wit includes evidence-only. What was noted is handed over when the guarded hook returns,
or raises; it decides nothing.

A condition's text is looked up in the source, which is read while the policy is imported: later there are no files."""

import ast
import sys
from pathlib import Path

from sdk.prism import afterwards
from wit_world.imports import evidence
from wit_world.imports.evidence import (
    Check,
    Operand,
    Value_Number,
    Value_Signed,
    Value_Text,
    Value_Truth,
    Value_Unsigned,
)

# Checks of one call that are kept, and operands of all of them: the launcher keeps no more either.
_CHECKS_MAX = 64
_OPERANDS_MAX = 512
# Characters of a text that are kept: a name or an address, not a document.
_TEXT_MAX = 256

_FOLDER = Path(__file__).parent.parent
_checks = []
_operands = []
_lost = 0


def check(rule, holds, **seen):
    """The outcome of a condition, noted with the rule's name ("": none), its source, what it looked at and the line:
    `if check("quota", held < most, held=held, most=most): return`."""
    global _lost
    if len(_checks) < _CHECKS_MAX and len(_operands) + len(seen) <= _OPERANDS_MAX:
        frame = sys._getframe(1)
        file, line = frame.f_code.co_filename, frame.f_lineno
        place = f"{file.removeprefix(f'{_FOLDER}/')}:{line}"
        _checks.append(Check(rule, _CONDITIONS.get((file, line), "")[:_TEXT_MAX], bool(holds), len(seen), place))
        _operands.extend(Operand(name, _value(of)) for name, of in seen.items())
    else:
        _lost += 1
    return bool(holds)


def _value(of):
    # To Python true is a number.
    if isinstance(of, bool):
        return Value_Truth(of)
    if isinstance(of, int) and 0 <= of < 2**64:
        return Value_Unsigned(of)
    if isinstance(of, int) and -(2**63) <= of < 0:
        return Value_Signed(of)
    if isinstance(of, float):
        return Value_Number(of)
    return Value_Text("none" if of is None else str(of)[:_TEXT_MAX])


def _conditions(path):
    """The second argument of every call of `check` in a source, by its file and each of its lines."""
    text = path.read_text()
    calls = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call) and len(node.args) > 1]
    for call in calls:
        if getattr(call.func, "id", getattr(call.func, "attr", None)) == "check":
            condition = ast.get_source_segment(text, call.args[1])
            yield from (((str(path), line), condition) for line in range(call.lineno, call.end_lineno + 1))


_CONDITIONS = {place: condition for path in _FOLDER.glob("*.py") for place, condition in _conditions(path)}


@afterwards
def _hand_over():
    global _checks, _operands, _lost
    if _checks:
        checks, operands, lost = _checks, _operands, _lost
        _checks, _operands, _lost = [], [], 0
        evidence.report(checks, operands, lost)
