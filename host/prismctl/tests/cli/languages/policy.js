// All hooks. Every answer is made of everything that was asked, so that what a binding drops or mixes up shows. Of the pattern `bug`
// nothing is said: there the policy is wrong.

import schema from "./config.schema.js";
import { check } from "./sdk/check.js";
import { Config, Refusal, guarded, patch } from "./sdk/prism.js";

const words = (...parts) => parts.map((part) => `${part} `).join("");
const exact = (number) => (number >= 2 ** 53 ? "large" : number);

const told = ({ pattern, version, namespace, session, requested, level, config, caller }) =>
  words(pattern, version, namespace, session, requested ?? "-", level, ...config.flat(), caller);

export const lifecycle = guarded({
  describe: () => ({
    name: "all",
    version: "1.0.0",
    summary: "everything that was asked",
    configSchema: JSON.stringify(schema),
  }),
  configure(text) {
    const config = new Config(text);
    config.integer("max_per_namespace", { min: 1, max: 2 ** 32 - 1, otherwise: 10 });
    config.globs("exempt");
    config.end();
  },
});

export const isolation = guarded({
  derive(request) {
    const { level, session, caller, config } = request;
    if (config.length > 3) throw Refusal.forbidden(told(request));
    return { level: session === "" ? level : "session", partition: caller === "" ? "" : `p${config.length}` };
  },
});

export const admission = guarded({
  decide(request, level, usage, nowMs) {
    if (request.pattern === "bug") return request.no.such;
    if (usage.total % 5 === 4) return;
    const { total, namespace, pattern, namespacePattern, session, starting, namespaceStarting } = usage;
    const counts = [total, namespace, pattern, namespacePattern, session, starting, namespaceStarting];
    counts.push(usage.namespaceAdmittedLastMinute, usage.totalMax, usage.namespaceMax);
    const refusal = Refusal.namespaceForbidden(words(...counts, exact(nowMs), level, told(request)));
    throw starting > 1 ? refusal.retryAfter(starting) : refusal;
  },
});

export const restart = guarded({
  onExit(ended) {
    if (ended.consecutiveFailures % 5 === 4) return { tag: "after-ms", val: (ended.ranMs % 1000) + ended.restarts };
    const { tag, val } = ended.cause;
    const cause = tag === "out-of-memory" ? words(tag) : words(tag, val);
    const whose = words(ended.pattern, ended.version, ended.namespace, ended.session, ended.level);
    const ready = words(exact(ended.generation), ended.wasReady ? "ready" : "not ready", exact(ended.ranMs));
    const rest = words(ended.consecutiveFailures, ended.restarts, exact(ended.seed), exact(ended.nowMs));
    return { tag: "give-up", val: cause + whose + ready + rest };
  },
});

export const terminate = guarded({
  mayStop(stop) {
    const { generation, namespace, force } = stop;
    if (check("forced", () => force, { force })) return;
    if (check("", () => generation > 7)) return;
    const missing = generation > 7 ? 0 : generation - 8;
    check("young", () => missing < 0, { missing, generation, namespace });
    const whose = words(stop.processId, stop.pattern, stop.version, namespace, stop.session, stop.level, stop.caller);
    const uptime = stop.uptimeMs === undefined || stop.uptimeMs === null ? "-" : exact(stop.uptimeMs);
    const rest = words(stop.state, exact(generation), uptime, exact(stop.nowMs));
    throw Refusal.quota(whose + rest).retryAfter(generation);
  },
});

export const mutate = guarded({
  change(request, level, { limits, graceMs, variables }, nowMs) {
    const { cpuMillis, memoryBytes, pids, nofile } = limits;
    const given = { cpuMillis, memoryBytes, pids, nofile, graceMs };
    const text = words(...Object.values(given).map((limit) => exact(limit ?? "-")), ...variables, exact(nowMs));
    const kept = Object.fromEntries(Object.entries(given).filter(([, limit]) => limit < 2 ** 53));
    const labels = { level, pattern: request.pattern };
    return patch({ environment: { PLAN: text, CALLER: request.caller }, labels, ...kept });
  },
});
