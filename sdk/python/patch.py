"""What a policy changes of a process before it is started, for those whose wit/world.wit includes mutate-hook."""

from wit_world.exports.mutate import Limits, Patch


def patch(
    environment=None, labels=None, grace_ms=None, cpu_millis=None, memory_bytes=None, pids=None, nofile=None
):
    """What is to be changed; what is not said stays as it is. `environment` and `labels` are dictionaries. Returned by a hook, it is the
    answer: `return patch(environment={"TENANT_TIER": "gold"}, memory_bytes=256 << 20)`."""
    limits = Limits(cpu_millis, memory_bytes, pids, nofile)
    return Patch(list((environment or {}).items()), limits, grace_ms, list((labels or {}).items()))
