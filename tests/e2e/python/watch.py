"""What a proxy does: one watch, and a cache of addresses that follows it."""

import os
import signal

from launcher import PATIENCE, launch, launcher, pb

stream = launcher.WatchPatterns(pb.WatchPatternsRequest(), timeout=PATIENCE)
first = next(stream)
assert first.WhichOneof("event") == "snapshot" and not first.snapshot.processes
assert first.launcher_id

cache, sequence = {}, first.sequence


def follow(done):
    """Reads changes until the cache is as wanted."""
    global sequence
    while not done():
        told = next(stream)
        assert told.sequence > sequence and told.WhichOneof("event") == "change"
        sequence = told.sequence
        process = told.change
        if process.state == pb.STATE_RUNNING and process.healthy:
            cache[process.process_id] = (process.address, process.generation)
        else:
            cache.pop(process.process_id, None)


answer = launch("consumer", "a")
follow(lambda: cache.get("ns:a:consumer") == (answer.address, 1))

os.kill(answer.pid, signal.SIGKILL)
follow(lambda: not cache)
follow(lambda: cache.get("ns:a:consumer", ("", 0))[1] == 2)
assert cache["ns:a:consumer"][0] == launch("consumer", "a").address

assert launcher.TerminatePattern(pb.TerminateRequest(process_id="ns:a:consumer")).success
follow(lambda: not cache)
stream.cancel()
