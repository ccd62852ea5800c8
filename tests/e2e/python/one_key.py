"""200 launches of one key at once: one process, started once."""

from launcher import PATIENCE, launcher, pb, request

futures = [launcher.LaunchPattern.future(request("consumer", "a"), timeout=PATIENCE) for _ in range(200)]
answers = [future.result() for future in futures]

assert len({(answer.pid, answer.address, answer.generation) for answer in answers}) == 1
assert answers[0].generation == 1
listed = launcher.ListPatterns(pb.ListPatternsRequest())
assert listed.total_count == 1 and listed.patterns[0].restart_count == 0
assert listed.patterns[0].pid == answers[0].pid
