/**
 * What an answer rests on, for those whose wit/world.wit includes evidence-only. What was noted is handed over when the guarded hook
 * returns, or throws; it decides nothing.
 */

import evidence from "prism:policy/evidence@1.1.0";
import { afterwards } from "./prism.js";

/** Checks of one call that are kept, and operands of all of them: the launcher keeps no more either. */
const CHECKS_MAX = 64;
const OPERANDS_MAX = 512;
/** Characters of a text that are kept: a name or an address, not a document. */
const TEXT_MAX = 256;

let checks = [];
let operands = [];
let lost = 0;

/**
 * The outcome of a condition, noted with the rule's name ("": none), its source, what it looked at and the line:
 * `if (check("quota", () => held < most, { held, most })) return;`.
 */
export function check(rule, condition, seen = {}) {
  const holds = Boolean(condition());
  const named = Object.entries(seen);
  if (checks.length < CHECKS_MAX && operands.length + named.length <= OPERANDS_MAX) {
    checks.push({ rule, condition: source(condition), holds, operands: named.length, place: place() });
    operands.push(...named.map(([name, of]) => ({ name, value: value(of) })));
  } else {
    lost += 1;
  }
  return holds;
}

/** What stands behind the arrow. */
const source = (condition) => String(condition).replace(/^\s*\(\s*\)\s*=>\s*/, "").slice(0, TEXT_MAX);

function value(of) {
  if (typeof of === "boolean") return { tag: "truth", val: of };
  if (Number.isSafeInteger(of)) return { tag: of < 0 ? "signed" : "unsigned", val: of };
  if (typeof of === "number") return { tag: "number", val: of };
  return { tag: "text", val: String(of ?? "none").slice(0, TEXT_MAX) };
}

/** File and line of who asked for the check: the first in the stack that is not this file. */
function place() {
  const places = new Error().stack.matchAll(/\(?\/?([^\s():]+:\d+)/g);
  for (const [, found] of places) {
    if (!found.startsWith("sdk/check.js:")) return found;
  }
  return "";
}

afterwards(() => {
  if (checks.length === 0) return;
  const told = [checks, operands, lost];
  [checks, operands, lost] = [[], [], 0];
  evidence.report(...told);
});
