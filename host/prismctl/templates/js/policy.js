// A namespace may have so many processes, unless it is exempt.

import schema from "./config.schema.js";
import { Config, Refusal, guarded } from "./sdk/prism.js";

/** The configuration. Every instance is given it once, before it is asked. */
let maxPerNamespace;
let exempt;

export const lifecycle = guarded({
  describe: () => ({
    name: "{{name}}",
    version: "1.0.0",
    summary: "a namespace may have so many processes",
    configSchema: JSON.stringify(schema),
  }),

  configure(text) {
    const config = new Config(text);
    maxPerNamespace = config.integer("max_per_namespace", { min: 1, max: 2 ** 32 - 1, otherwise: 10 });
    exempt = config.globs("exempt");
    config.end();
  },
});

export const admission = guarded({
  // To return is yes; to throw a refusal is no.
  decide({ namespace }, level, usage, nowMs) {
    if (namespace === "" || exempt.some((glob) => glob.matches(namespace))) return;
    if (usage.namespace < maxPerNamespace) return;
    const reason = `namespace ${namespace} has ${usage.namespace} processes of ${maxPerNamespace}`;
    throw Refusal.quota(reason).retryAfter(5000);
  },
});
