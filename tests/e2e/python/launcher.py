"""A client of the launcher, from stubs that are made when it is imported."""

import os
import sys

import grpc
from grpc_tools import protoc

STUBS, PROTO = os.environ["PRISM_STUBS"], os.environ["PRISM_PROTO"]

# What googleapis-common-protos has, as far as it is needed: google.rpc, whose files are no part of grpcio-tools.
ERRORS = """
syntax = "proto3";
package google.rpc;
import "google/protobuf/any.proto";
import "google/protobuf/duration.proto";
message Status { int32 code = 1; string message = 2; repeated google.protobuf.Any details = 3; }
message ErrorInfo { string reason = 1; string domain = 2; map<string, string> metadata = 3; }
message RetryInfo { google.protobuf.Duration retry_delay = 1; }
message BadRequest {
  message FieldViolation { string field = 1; string description = 2; }
  repeated FieldViolation field_violations = 1;
}
"""


def _make_stubs():
    with open(os.path.join(STUBS, "errors.proto"), "w") as file:
        file.write(ERRORS)
    import grpc_tools

    well_known = os.path.join(os.path.dirname(grpc_tools.__file__), "_proto")
    places = ["-I" + PROTO, "-I" + STUBS, "-I" + well_known]
    files = ["prism/launcher/v1/launcher.proto", "prism/pattern/v1/info.proto", "errors.proto"]
    code = protoc.main(["protoc", *places, "--python_out=" + STUBS, "--grpc_python_out=" + STUBS, *files])
    assert code == 0, "protoc failed"
    sys.path.insert(0, STUBS)


_make_stubs()

import errors_pb2  # noqa: E402
from prism.launcher.v1 import launcher_pb2 as pb  # noqa: E402
from prism.launcher.v1 import launcher_pb2_grpc  # noqa: E402
from prism.pattern.v1 import info_pb2 as info_pb  # noqa: E402
from prism.pattern.v1 import info_pb2_grpc as info_grpc  # noqa: E402

channel = grpc.insecure_channel(os.environ["PRISM_ADDRESS"])
launcher = launcher_pb2_grpc.PatternLauncherStub(channel)

# Above all that is normal: it ends a test that will fail.
PATIENCE = 60


def request(pattern, namespace="", session="", level=None, **config):
    fields = dict(pattern_name=pattern, namespace=namespace, session_id=session, config=config)
    if level is not None:
        fields["isolation"] = level
    return pb.LaunchRequest(**fields)


def launch(*args, **kwargs):
    return launcher.LaunchPattern(request(*args, **kwargs), timeout=PATIENCE)


def info(address):
    """Whose process listens there."""
    with grpc.insecure_channel(address) as to:
        return info_grpc.PatternInfoStub(to).GetInfo(info_pb.GetInfoRequest(), timeout=PATIENCE)


def refused(*args, **kwargs):
    """The code, the message and the details, by their type's name, of a launch that must fail."""
    try:
        answer = launch(*args, **kwargs)
    except grpc.RpcError as error:
        return error.code(), error.details(), details(error)
    raise AssertionError("not refused: %s" % answer)


def details(error):
    trailers = dict(error.trailing_metadata())
    if "grpc-status-details-bin" not in trailers:
        return {}
    status = errors_pb2.Status.FromString(trailers["grpc-status-details-bin"])
    assert status.code == error.code().value[0] and status.message == error.details()
    found = {}
    for packed in status.details:
        name = packed.TypeName().rsplit(".", 1)[-1]
        message = getattr(errors_pb2, name)()
        assert packed.Unpack(message)
        found[name] = message
    return found
