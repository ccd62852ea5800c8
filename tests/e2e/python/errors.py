"""What goes wrong, as Python sees it: status, message and google.rpc details."""

import grpc

from launcher import PATIENCE, launch, launcher, details, pb, refused, request

Code = grpc.StatusCode


def check(outcome, code, reason, says=""):
    found, message, parts = outcome
    assert found == code and says in message, outcome
    assert parts["ErrorInfo"].reason == reason and parts["ErrorInfo"].domain == "prism.launcher", outcome
    return parts


parts = check(refused("p", "a:b"), Code.INVALID_ARGUMENT, "INVALID_ARGUMENT", "has ':' at byte 1")
assert parts["BadRequest"].field_violations[0].field == "namespace"
check(refused("p", "a", LD_PRELOAD="x"), Code.INVALID_ARGUMENT, "INVALID_ARGUMENT", "LD_PRELOAD")
check(refused("p", "a", NAMESPACE="b"), Code.INVALID_ARGUMENT, "INVALID_ARGUMENT", "NAMESPACE")
check(refused("nothing", "a"), Code.NOT_FOUND, "PATTERN_UNKNOWN", "nothing")

parts = check(refused("broken", "a"), Code.UNAVAILABLE, "START_FAILED", "exited with code 3")
assert parts["RetryInfo"].retry_delay.ToMilliseconds() > 0
assert "no such topic" in refused("broken", "a")[1]

launch("p", "a", key="one")
parts = check(refused("p", "a", key="two"), Code.FAILED_PRECONDITION, "CONFIG_CONFLICT", "key")
assert "two" not in str(parts) and "one" not in str(parts)

try:
    launcher.TerminatePattern(pb.TerminateRequest(process_id="ns:z:p"), timeout=PATIENCE)
    raise AssertionError("not refused")
except grpc.RpcError as error:
    assert error.code() == Code.NOT_FOUND
    assert details(error)["ErrorInfo"].reason == "PROCESS_UNKNOWN"

# A deadline that passes ends the waiting and not the start.
try:
    launcher.LaunchPattern(request("idle", "a"), timeout=0.3)
    raise AssertionError("not refused")
except grpc.RpcError as error:
    assert error.code() == Code.DEADLINE_EXCEEDED, error
listed = launcher.ListPatterns(pb.ListPatternsRequest(pattern_name="idle"))
assert [process.state for process in listed.patterns] == [pb.STATE_STARTING]

# Words of any language survive, and a message that is too large has no effect.
code, message, _ = refused("p", "ä")
assert code == Code.INVALID_ARGUMENT and "ä" in message, message
assert refused("p", "large", key="x" * (300 * 1024))[0] == Code.RESOURCE_EXHAUSTED
listed = launcher.ListPatterns(pb.ListPatternsRequest(namespace="large"))
assert listed.total_count == 0
