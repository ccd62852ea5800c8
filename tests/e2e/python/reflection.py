"""Server reflection in the version that Python's client asks for, and grpc.health.v1."""

from google.protobuf.descriptor_pool import DescriptorPool
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha.proto_reflection_descriptor_database import ProtoReflectionDescriptorDatabase

from launcher import PATIENCE, channel

reflection = ProtoReflectionDescriptorDatabase(channel)
services = set(reflection.get_services())
assert {"prism.launcher.v1.PatternLauncher", "grpc.health.v1.Health"} <= services, services
service = DescriptorPool(reflection).FindServiceByName("prism.launcher.v1.PatternLauncher")
rpcs = {"LaunchPattern", "ListPatterns", "TerminatePattern", "Health"}
assert rpcs <= {method.name for method in service.methods}
level = service.file.enum_types_by_name["IsolationLevel"]
assert [(value.name, value.number) for value in level.values] == [
    ("ISOLATION_NONE", 0),
    ("ISOLATION_NAMESPACE", 1),
    ("ISOLATION_SESSION", 2),
]

health = health_pb2_grpc.HealthStub(channel)
for name in ("", "prism.launcher.v1.PatternLauncher"):
    answer = health.Check(health_pb2.HealthCheckRequest(service=name), timeout=PATIENCE)
    assert answer.status == health_pb2.HealthCheckResponse.SERVING, (name, answer)
