"""A namespace may have so many processes, unless it is exempt."""

from pathlib import Path

from sdk.prism import Config, guarded, quota
from wit_world import exports
from wit_world.exports.lifecycle import Description

# Read when the component is made: an instance has no files.
SCHEMA = Path(__file__).with_name("config.schema.json").read_text()


class Quota:
    """The configuration. Every instance is given it once, before it is asked."""

    max_per_namespace: int
    exempt: list


class Lifecycle(exports.Lifecycle):
    @guarded
    def describe(self):
        return Description("{{name}}", "1.0.0", "a namespace may have so many processes", SCHEMA)

    @guarded
    def configure(self, text):
        config = Config(text)
        Quota.max_per_namespace = config.integer("max_per_namespace", min=1, max=2**32 - 1, otherwise=10)
        Quota.exempt = config.globs("exempt")
        config.end()


class Admission(exports.Admission):
    # To return is yes; to raise a refusal is no.
    @guarded
    def decide(self, request, level, usage, now_ms):
        namespace, held, most = request.namespace, usage.namespace, Quota.max_per_namespace
        if namespace == "" or any(glob.matches(namespace) for glob in Quota.exempt) or held < most:
            return
        raise quota(f"namespace {namespace} has {held} processes of {most}", retry_after_ms=5000)
