"""100 namespaces at once: 100 processes, each with an address of its own that answers with its own namespace."""

from concurrent.futures import ThreadPoolExecutor

from launcher import PATIENCE, info, launch, launcher, pb, request

names = ["tenant-%03d" % n for n in range(100)]
futures = [launcher.LaunchPattern.future(request("consumer", name), timeout=PATIENCE) for name in names]
answers = [future.result() for future in futures]

assert all(answer.state == pb.STATE_RUNNING and answer.healthy and not answer.reused for answer in answers)
assert len({answer.pid for answer in answers}) == 100
assert len({answer.address for answer in answers}) == 100
assert [answer.process_id for answer in answers] == ["ns:%s:consumer" % name for name in names]

with ThreadPoolExecutor(10) as pool:
    infos = list(pool.map(lambda answer: info(answer.address), answers))
for name, answer, told in zip(names, answers, infos):
    assert (told.namespace, told.process_id, told.pid) == (name, answer.process_id, answer.pid), told

again = [launch("consumer", name) for name in names]
assert all(answer.reused for answer in again)
assert [answer.pid for answer in again] == [answer.pid for answer in answers]
