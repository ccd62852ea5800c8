"""The RFC's clients A, B and C at the three levels, and its numbers of the enums."""

from launcher import info, launch, launcher, pb

assert (pb.ISOLATION_NONE, pb.ISOLATION_NAMESPACE, pb.ISOLATION_SESSION) == (0, 1, 2)
states = (pb.STATE_STARTING, pb.STATE_RUNNING, pb.STATE_TERMINATING, pb.STATE_TERMINATED, pb.STATE_FAILED)
assert states == (0, 1, 2, 3, 4)

CLIENTS = [("tenant-a", "user-1"), ("tenant-b", "user-2"), ("tenant-a", "user-3")]


def clients(level):
    answers = [launch("consumer", namespace, session, level) for namespace, session in CLIENTS]
    assert all(answer.isolation == level for answer in answers)
    return [(answer.process_id, answer.pid) for answer in answers]


a, b, c = clients(pb.ISOLATION_NONE)
assert a == b == c and a[0] == "shared:consumer"

a, b, c = clients(pb.ISOLATION_NAMESPACE)
assert a == c and a[1] != b[1]
assert (a[0], b[0]) == ("ns:tenant-a:consumer", "ns:tenant-b:consumer")

found = clients(pb.ISOLATION_SESSION)
assert [name for name, _ in found] == ["session:user-%d:consumer" % n for n in (1, 2, 3)]
assert len({pid for _, pid in found}) == 3

# A level that is not set is the manifest's, and is told from NONE.
assert launch("consumer", "tenant-a").isolation == pb.ISOLATION_NAMESPACE
assert launch("multicast_registry").isolation == pb.ISOLATION_NONE

# The same session id in two namespaces.
first = launch("producer", "tenant-a", "same", pb.ISOLATION_SESSION)
second = launch("producer", "tenant-b", "same", pb.ISOLATION_SESSION)
assert first.pid != second.pid and first.process_id != second.process_id
assert info(first.address).namespace == "tenant-a" and info(second.address).namespace == "tenant-b"

health = launcher.Health(pb.HealthRequest(include_processes=True))
assert dict(health.isolation_distribution) == {"none": 2, "namespace": 2, "session": 5}
assert health.healthy and health.total_processes == 9 and len(health.processes) == 9
