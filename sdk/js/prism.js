/**
 * What the author of a prism-launcher policy in JavaScript writes against: a configuration read with errors that say where, names with
 * a `*` in them, refusals, and a guard that tells what went wrong before an instance ends.
 *
 * What a policy has not: a clock, randomness, files, a network, and memory between calls. Every call gets an instance of its own, as
 * it was when the component was made, so equal inputs give equal answers.
 */

import log from "prism:policy/log@1.1.0";

/** A no. Thrown by a hook, it is the answer. */
export class Refusal {
  /** `code` is one of "forbidden", "namespace-forbidden", "quota". */
  constructor(code, reason) {
    this.code = code;
    this.reason = reason;
    this.retryAfterMs = null;
  }

  /** Not allowed. */
  static forbidden(reason) {
    return new Refusal("forbidden", reason);
  }

  /** This namespace may not. */
  static namespaceForbidden(reason) {
    return new Refusal("namespace-forbidden", reason);
  }

  /** Too many. */
  static quota(reason) {
    return new Refusal("quota", reason);
  }

  /** When asking again may help. */
  retryAfter(milliseconds) {
    this.retryAfterMs = milliseconds;
    return this;
  }
}

/** Names: `*` stands for any run of characters, also none. `vip-*` is every name that begins so. */
export class Glob {
  #pieces;

  constructor(text) {
    this.#pieces = text.split("*");
  }

  /** Whether `name` is one of those meant. */
  matches(name) {
    const [first, ...rest] = this.#pieces;
    if (rest.length === 0) return name === first;
    const last = rest.pop();
    if (!name.startsWith(first)) return false;
    // The leftmost match of each piece suffices, since the star after it takes whatever is left: linear, without backtracking.
    let at = first.length;
    for (const piece of rest) {
      const found = name.indexOf(piece, at);
      if (found < 0) return false;
      at = found + piece.length;
    }
    return name.length - last.length >= at && name.endsWith(last);
  }
}

/**
 * What is changed of a process before it is started, for the hook `mutate`; what is not said stays as it is. `environment` and `labels` are
 * objects: `return patch({ environment: { TENANT_TIER: "gold" }, memoryBytes: 2 ** 28 })`.
 */
export function patch({ environment = {}, labels = {}, graceMs = null, ...limits } = {}) {
  const { cpuMillis = null, memoryBytes = null, pids = null, nofile = null, ...unknown } = limits;
  const misspelt = Object.keys(unknown);
  if (misspelt.length > 0) throw new TypeError(`a patch has no ${misspelt.join(", ")}`);
  return {
    environment: Object.entries(environment),
    limits: { cpuMillis, memoryBytes, pids, nofile },
    graceMs,
    labels: Object.entries(labels),
  };
}

/** What is wrong with a configuration. Thrown by `configure`, it is the answer. */
class ConfigErrors extends Array {}

/**
 * A configuration, taken key by key. What is wrong is collected, and thrown by `end`, which must come last: a key that nobody asked
 * for is an error too, since a misspelt limit is no limit.
 */
export class Config {
  #values;
  #known = [];
  #errors = new ConfigErrors();

  constructor(text) {
    const value = JSON.parse(text);
    const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
    if (!isObject) this.#wrong("", "expected an object");
    this.#values = isObject ? value : {};
  }

  /** A whole number from `min` to `max`. */
  integer(key, { min = 0, max = Number.MAX_SAFE_INTEGER, otherwise } = {}) {
    const holds = (value) => Number.isSafeInteger(value) && value >= min && value <= max;
    return this.#take(key, otherwise, holds, `expected a whole number from ${min} to ${max}`);
  }

  /** A text. */
  string(key, { otherwise } = {}) {
    return this.#take(key, otherwise, isString, "expected a text");
  }

  /** true or false. */
  boolean(key, { otherwise } = {}) {
    return this.#take(key, otherwise, (value) => typeof value === "boolean", "expected true or false");
  }

  /** A list of texts; empty where the key is not there. */
  strings(key) {
    const list = this.#take(key, [], Array.isArray, "expected a list of texts") ?? [];
    list.forEach((item, index) => isString(item) || this.#wrong(`${step(key)}/${index}`, "expected a text"));
    return list.filter(isString);
  }

  /** A list of names with a `*` in them; empty where the key is not there. */
  globs(key) {
    return this.strings(key).map((text) => new Glob(text));
  }

  /** Something that no type says: `expected` where it does not hold. */
  check(pointer, holds, expected) {
    if (!holds) this.#wrong(pointer, expected);
  }

  /** Throws what is wrong, if anything is. */
  end() {
    for (const key of Object.keys(this.#values)) {
      if (!this.#known.includes(key)) this.#wrong(step(key), `unknown key; expected one of ${this.#known.join(", ")}`);
    }
    if (this.#errors.length > 0) throw this.#errors;
  }

  #take(key, otherwise, holds, expected) {
    this.#known.push(key);
    if (!Object.hasOwn(this.#values, key)) {
      if (otherwise === undefined) this.#wrong(step(key), `${expected}; it is missing`);
      return otherwise;
    }
    const value = this.#values[key];
    if (holds(value)) return value;
    this.#wrong(step(key), expected);
    return otherwise;
  }

  #wrong(pointer, message) {
    this.#errors.push({ pointer, message });
  }
}

/** What asks for the time is told why it gets none; without this the instance ends, and says nothing. */
function noClock() {
  throw new Error("a policy has no clock; every hook but isolation is given the time");
}

globalThis.Date = class extends Date {
  constructor(...parts) {
    if (parts.length === 0) noClock();
    super(...parts);
  }

  static now() {
    noClock();
  }
};
globalThis.performance = { now: noClock };

const line = (severity) => (...parts) => log.log(severity, parts.map(String).join(" "));

/** What is printed is logged: there is no screen. */
globalThis.console = {
  debug: line("debug"),
  log: line("info"),
  info: line("info"),
  warn: line("warn"),
  error: line("error"),
};

const isString = (value) => typeof value === "string";

/** One step of a JSON pointer: '~' and '/' are escaped (RFC 6901). */
const step = (key) => "/" + key.replaceAll("~", "~0").replaceAll("/", "~1");

/** The numbers of 32 bits in what a hook is given: admission's `usage`, and two of restart. All others have 64. */
const NARROW = [
  "total",
  "namespace",
  "pattern",
  "namespacePattern",
  "session",
  "starting",
  "namespaceStarting",
  "namespaceAdmittedLastMinute",
  "totalMax",
  "namespaceMax",
  "consecutiveFailures",
  "restarts",
];

/**
 * What a hook is given, as the contract means it: a number whose highest bit is set arrives with the wrong sign, and none there has one.
 * The one that has, of a restart's cause, lies deeper. From 2^53 on a number of JavaScript is not exact.
 */
function corrected(input) {
  if (typeof input === "number") return input < 0 ? input + 2 ** 64 : input;
  if (typeof input === "object") {
    for (const field in input) {
      const value = input[field];
      if (typeof value === "number" && value < 0) input[field] = value + (NARROW.includes(field) ? 2 ** 32 : 2 ** 64);
      if (field === "limits") corrected(value);
    }
  }
  return input;
}

/** What is done when a guarded function has returned or thrown. */
const whenDone = [];

/** Has `act` called whenever a guarded function is through. */
export function afterwards(act) {
  whenDone.push(act);
}

/**
 * The same functions, with what they are given as the contract means it. What they throw and is no answer is told before the instance
 * ends, as the fault's text: without that a fault of a component says nothing of the line that it comes from.
 */
export function guarded(functions) {
  const entries = Object.entries(functions).map(([name, answer]) => [
    name,
    (...inputs) => {
      try {
        return answer(...inputs.map(corrected));
      } catch (thrown) {
        if (!(thrown instanceof Refusal) && !(thrown instanceof ConfigErrors)) {
          log.log("error", thrown instanceof Error ? `${thrown}\n${thrown.stack}` : `threw ${String(thrown)}`);
        }
        throw thrown;
      } finally {
        whenDone.forEach((act) => act());
      }
    },
  ]);
  return Object.fromEntries(entries);
}
