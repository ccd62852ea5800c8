"""What the author of a prism-launcher policy in Python writes against: a configuration read with errors that say where, names with a
`*` in them, refusals, and a guard that tells what went wrong before an instance ends.

What a policy has not: a clock, randomness, files, a network, and memory between calls. Every call gets an instance of its own, as it
was when the component was made, so equal inputs give equal answers. Files can be read while the policy is imported, which is then.
"""

import functools
import json
import sys

from componentize_py_types import Err
from wit_world.exports.lifecycle import ConfigError
from wit_world.imports import log
from wit_world.imports.types import Refusal, RefusalCode


class _Log:
    """What is printed is logged: there is no screen, and to write to it would end the instance."""

    def __init__(self, severity):
        self._severity = severity
        self._line = ""

    def write(self, text):
        *lines, self._line = (self._line + text).split("\n")
        for line in lines:
            log.log(self._severity, line)
        return len(text)

    def flush(self):
        """A line is logged when it ends."""


sys.stdout = _Log(log.Severity.INFO)
sys.stderr = _Log(log.Severity.WARN)


def forbidden(reason, retry_after_ms=None):
    """Not allowed. Raised by a hook, it is the answer."""
    return Err(Refusal(RefusalCode.FORBIDDEN, reason, retry_after_ms))


def namespace_forbidden(reason, retry_after_ms=None):
    """This namespace may not. Raised by a hook, it is the answer."""
    return Err(Refusal(RefusalCode.NAMESPACE_FORBIDDEN, reason, retry_after_ms))


def quota(reason, retry_after_ms=None):
    """Too many. Raised by a hook, it is the answer."""
    return Err(Refusal(RefusalCode.QUOTA, reason, retry_after_ms))


class Glob:
    """Names: `*` stands for any run of characters, also none. `vip-*` is every name that begins so."""

    def __init__(self, text):
        self._first, *self._rest = text.split("*")

    def matches(self, name):
        """Whether `name` is one of those meant."""
        if not self._rest:
            return name == self._first
        if not name.startswith(self._first):
            return False
        *middle, last = self._rest
        # The leftmost match of each piece suffices, since the star after it takes whatever is left: linear, without backtracking.
        at = len(self._first)
        for piece in middle:
            found = name.find(piece, at)
            if found < 0:
                return False
            at = found + len(piece)
        return len(name) - len(last) >= at and name.endswith(last)


_MISSING = object()


class Config:
    """A configuration, taken key by key. What is wrong is collected, and raised by `end`, which must come last: a key that nobody asked
    for is an error too, since a misspelt limit is no limit."""

    def __init__(self, text):
        value = json.loads(text)
        self._known = []
        self._errors = []
        if not isinstance(value, dict):
            self._wrong("", "expected an object")
        self._values = value if isinstance(value, dict) else {}

    def integer(self, key, min=0, max=2**64 - 1, otherwise=_MISSING):
        """A whole number from `min` to `max`."""
        # To Python true is a number.
        holds = lambda value: isinstance(value, int) and not isinstance(value, bool) and min <= value <= max
        return self._take(key, otherwise, holds, f"expected a whole number from {min} to {max}")

    def string(self, key, otherwise=_MISSING):
        """A text."""
        return self._take(key, otherwise, _is_text, "expected a text")

    def boolean(self, key, otherwise=_MISSING):
        """True or False."""
        return self._take(key, otherwise, lambda value: isinstance(value, bool), "expected true or false")

    def strings(self, key):
        """A list of texts; empty where the key is not there."""
        items = self._take(key, [], lambda value: isinstance(value, list), "expected a list of texts")
        for index, item in enumerate(items):
            self.check(f"{_step(key)}/{index}", _is_text(item), "expected a text")
        return [item for item in items if _is_text(item)]

    def globs(self, key):
        """A list of names with a `*` in them; empty where the key is not there."""
        return [Glob(text) for text in self.strings(key)]

    def check(self, pointer, holds, expected):
        """Something that no type says: `expected` where it does not hold."""
        if not holds:
            self._wrong(pointer, expected)

    def end(self):
        """Raises what is wrong, if anything is."""
        for key in self._values:
            self.check(_step(key), key in self._known, f"unknown key; expected one of {', '.join(self._known)}")
        if self._errors:
            raise Err(self._errors)

    def _take(self, key, otherwise, holds, expected):
        self._known.append(key)
        value = self._values.get(key, _MISSING)
        if value is _MISSING:
            self.check(_step(key), otherwise is not _MISSING, f"{expected}; it is missing")
            return otherwise
        if holds(value):
            return value
        self._wrong(_step(key), expected)
        return otherwise

    def _wrong(self, pointer, message):
        self._errors.append(ConfigError(pointer, message))


def _is_text(value):
    return isinstance(value, str)


def _step(key):
    """One step of a JSON pointer: '~' and '/' are escaped (RFC 6901)."""
    return "/" + key.replace("~", "~0").replace("/", "~1")


# What is called when a guarded function is through.
_when_done = []


def afterwards(act):
    """Has `act` called whenever a guarded function has returned or raised."""
    _when_done.append(act)
    return act


def guarded(function):
    """The same function; what it raises and is no answer is told before the instance ends, as the fault's text. Without it a fault of a
    component says nothing of the line that it comes from."""

    @functools.wraps(function)
    def answer(*inputs):
        try:
            return function(*inputs)
        except Err:
            raise
        except BaseException as raised:
            log.log(log.Severity.ERROR, f"{raised!r} {' '.join(_places(raised))}")
            raise
        finally:
            for act in _when_done:
                act()

    return answer


def _places(raised):
    """Where it comes from, the innermost first. The traceback module would open the source, and there are no files."""
    places = []
    trace = raised.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        places.append(f"at {code.co_name} ({code.co_filename}:{trace.tb_lineno})")
        trace = trace.tb_next
    return reversed(places)
