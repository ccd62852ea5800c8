"""All hooks. Every answer is made of everything that was asked, so that what a binding drops or mixes up shows. Of the pattern `bug`
nothing is said: there the policy is wrong."""

from pathlib import Path

from sdk.check import check
from sdk.patch import patch
from sdk.prism import Config, forbidden, guarded, namespace_forbidden, quota
from wit_world import exports
from wit_world.exports.isolation import Placement
from wit_world.exports.lifecycle import Description
from wit_world.exports.restart import (
    Answer_AfterMs,
    Answer_GiveUp,
    Cause_Exited,
    Cause_OutOfMemory,
    Cause_Signalled,
    Cause_SpawnFailed,
    Cause_StartTimeout,
    Cause_Unhealthy,
)
from wit_world.imports.types import Level

SCHEMA = Path(__file__).with_name("config.schema.json").read_text()
CAUSES = {
    Cause_Exited: "exited",
    Cause_Signalled: "signalled",
    Cause_OutOfMemory: "out-of-memory",
    Cause_Unhealthy: "unhealthy",
    Cause_StartTimeout: "start-timeout",
    Cause_SpawnFailed: "spawn-failed",
}


def words(*parts):
    return "".join(f"{part} " for part in parts)


def name(level):
    return "-" if level is None else level.name.lower()


def exact(number):
    return number if number < 2**53 else "large"


def told(request):
    config = [text for pair in request.config for text in pair]
    levels = name(request.requested), name(request.level)
    return words(request.pattern, request.version, request.namespace, request.session, *levels, *config, request.caller)


class Lifecycle(exports.Lifecycle):
    @guarded
    def describe(self):
        return Description("all", "1.0.0", "everything that was asked", SCHEMA)

    @guarded
    def configure(self, text):
        config = Config(text)
        config.integer("max_per_namespace", min=1, max=2**32 - 1, otherwise=10)
        config.globs("exempt")
        config.end()


class Isolation(exports.Isolation):
    @guarded
    def derive(self, request):
        if len(request.config) > 3:
            raise forbidden(told(request))
        level = Level.SESSION if request.session else request.level
        return Placement(level, f"p{len(request.config)}" if request.caller else "")


class Admission(exports.Admission):
    @guarded
    def decide(self, request, level, usage, now_ms):
        if request.pattern == "bug":
            return request.no.such
        if usage.total % 5 == 4:
            return
        counts = [usage.total, usage.namespace, usage.pattern, usage.namespace_pattern, usage.session, usage.starting]
        counts += [usage.namespace_starting, usage.namespace_admitted_last_minute, usage.total_max, usage.namespace_max]
        reason = words(*counts, exact(now_ms), name(level), told(request))
        raise namespace_forbidden(reason, retry_after_ms=usage.starting if usage.starting > 1 else None)


class Restart(exports.Restart):
    @guarded
    def on_exit(self, ended):
        if ended.consecutive_failures % 5 == 4:
            return Answer_AfterMs(ended.ran_ms % 1000 + ended.restarts)
        cause = [CAUSES[type(ended.cause)]]
        if not isinstance(ended.cause, Cause_OutOfMemory):
            cause.append(ended.cause.value)
        whose = [ended.pattern, ended.version, ended.namespace, ended.session, name(ended.level)]
        ready = [exact(ended.generation), "ready" if ended.was_ready else "not ready", exact(ended.ran_ms)]
        rest = [ended.consecutive_failures, ended.restarts, exact(ended.seed), exact(ended.now_ms)]
        return Answer_GiveUp(words(*cause, *whose, *ready, *rest))


class Terminate(exports.Terminate):
    @guarded
    def may_stop(self, stop):
        generation, namespace, force = stop.generation, stop.namespace, stop.force
        if check("forced", force, force=force):
            return
        if check("", generation > 7):
            return
        missing = 0 if generation > 7 else generation - 8
        check("young", missing < 0, missing=missing, generation=generation, namespace=namespace)
        whose = [stop.process_id, stop.pattern, stop.version, namespace, stop.session, name(stop.level), stop.caller]
        uptime = "-" if stop.uptime_ms is None else exact(stop.uptime_ms)
        rest = [name(stop.state), exact(generation), uptime, exact(stop.now_ms)]
        raise quota(words(*whose, *rest), retry_after_ms=generation)


class Mutate(exports.Mutate):
    @guarded
    def change(self, request, level, plan, now_ms):
        given = {**vars(plan.limits), "grace_ms": plan.grace_ms}
        limits = ["-" if limit is None else exact(limit) for limit in given.values()]
        kept = {field: limit for field, limit in given.items() if limit is not None and limit < 2**53}
        environment = {"PLAN": words(*limits, *plan.variables, exact(now_ms)), "CALLER": request.caller}
        return patch(environment, {"level": name(level), "pattern": request.pattern}, **kept)
