/* All hooks. Every answer is made of everything that was asked, so that what a binding drops or mixes up shows. Of the pattern `bug`
 * nothing is said: there the policy is wrong. */

#include "check.h"
#include "config_schema.h"
#include "patch.h"
#include "policy_sdk.h"

void exports_prism_policy_lifecycle_describe(exports_prism_policy_lifecycle_description_t *description) {
  prism_string_set(&description->name, "all");
  prism_string_set(&description->version, "1.0.0");
  prism_string_set(&description->summary, "everything that was asked");
  prism_string_set(&description->config_schema, (const char *)config_schema);
}

bool exports_prism_policy_lifecycle_configure(prism_string_t *text, policy_config_errors *errors) {
  policy_config config = policy_config_of(text);
  policy_config_integer(&config, "max_per_namespace", 1, UINT32_MAX, 10);
  policy_config_globs(&config, "exempt");
  return policy_config_end(&config, errors);
}

static const char *const levels[] = {"none", "namespace", "session"};

static void add_word(prism_string_t *text, const char *word) {
  policy_add(text, word);
  policy_add(text, " ");
}

static void add_string(prism_string_t *text, const prism_string_t *string) {
  policy_add_text(text, string);
  policy_add(text, " ");
}

static void add_number(prism_string_t *text, int64_t number) {
  if (number < 0) policy_add(text, "-");
  policy_add_number(text, number < 0 ? -(uint64_t)number : (uint64_t)number);
  policy_add(text, " ");
}

/* A number in JavaScript is exact below 2^53. */
static void add_exact(prism_string_t *text, uint64_t number) {
  if (number < UINT64_C(1) << 53) {
    add_number(text, (int64_t)number);
  } else {
    add_word(text, "large");
  }
}

static prism_string_t told(const prism_policy_types_request_t *request) {
  prism_string_t text = {0};
  add_string(&text, &request->pattern);
  add_string(&text, &request->version);
  add_string(&text, &request->namespace_);
  add_string(&text, &request->session);
  add_word(&text, request->requested.is_some ? levels[request->requested.val] : "-");
  add_word(&text, levels[request->level]);
  for (size_t at = 0; at < request->config.len; at++) {
    add_string(&text, &request->config.ptr[at].f0);
    add_string(&text, &request->config.ptr[at].f1);
  }
  add_string(&text, &request->caller);
  return text;
}

bool exports_prism_policy_isolation_derive(exports_prism_policy_isolation_request_t *request,
                                           exports_prism_policy_isolation_placement_t *placement,
                                           exports_prism_policy_isolation_refusal_t *refusal) {
  if (request->config.len > 3) {
    return policy_refuse(refusal, PRISM_POLICY_TYPES_REFUSAL_CODE_FORBIDDEN, told(request));
  }
  placement->level = request->session.len > 0 ? PRISM_POLICY_TYPES_LEVEL_SESSION : request->level;
  placement->partition = (prism_string_t){0};
  if (request->caller.len > 0) {
    policy_add(&placement->partition, "p");
    policy_add_number(&placement->partition, request->config.len);
  }
  return true;
}

bool exports_prism_policy_admission_decide(exports_prism_policy_admission_request_t *request,
                                           exports_prism_policy_admission_level_t level,
                                           exports_prism_policy_admission_usage_t *usage, uint64_t now_ms,
                                           exports_prism_policy_admission_refusal_t *refusal) {
  if (policy_is(&request->pattern, "bug")) policy_fail("policy.c does not know what to say");
  if (usage->total % 5 == 4) return true;
  const uint32_t counts[] = {
      usage->total,    usage->namespace_,         usage->pattern,
      usage->namespace_pattern, usage->session,   usage->starting,
      usage->namespace_starting, usage->namespace_admitted_last_minute, usage->total_max,
      usage->namespace_max,
  };
  refusal->code = PRISM_POLICY_TYPES_REFUSAL_CODE_NAMESPACE_FORBIDDEN;
  refusal->reason = (prism_string_t){0};
  for (size_t at = 0; at < sizeof counts / sizeof *counts; at++) add_number(&refusal->reason, counts[at]);
  add_exact(&refusal->reason, now_ms);
  add_word(&refusal->reason, levels[level]);
  prism_string_t text = told(request);
  add_string(&refusal->reason, &text);
  refusal->retry_after_ms.is_some = usage->starting > 1;
  refusal->retry_after_ms.val = usage->starting;
  return false;
}

static void add_cause(prism_string_t *text, const exports_prism_policy_restart_cause_t *cause) {
  static const char *const names[] = {"exited", "signalled", "out-of-memory", "unhealthy", "start-timeout", "spawn-failed"};
  add_word(text, names[cause->tag]);
  switch (cause->tag) {
    case EXPORTS_PRISM_POLICY_RESTART_CAUSE_EXITED:
      add_number(text, cause->val.exited);
      break;
    case EXPORTS_PRISM_POLICY_RESTART_CAUSE_SIGNALLED:
      add_number(text, cause->val.signalled);
      break;
    case EXPORTS_PRISM_POLICY_RESTART_CAUSE_OUT_OF_MEMORY:
      break;
    case EXPORTS_PRISM_POLICY_RESTART_CAUSE_UNHEALTHY:
      add_string(text, &cause->val.unhealthy);
      break;
    case EXPORTS_PRISM_POLICY_RESTART_CAUSE_START_TIMEOUT:
      add_string(text, &cause->val.start_timeout);
      break;
    default:
      add_string(text, &cause->val.spawn_failed);
  }
}

void exports_prism_policy_restart_on_exit(exports_prism_policy_restart_ended_t *ended,
                                          exports_prism_policy_restart_answer_t *answer) {
  if (ended->consecutive_failures % 5 == 4) {
    answer->tag = EXPORTS_PRISM_POLICY_RESTART_ANSWER_AFTER_MS;
    answer->val.after_ms = ended->ran_ms % 1000 + ended->restarts;
    return;
  }
  prism_string_t text = {0};
  add_cause(&text, &ended->cause);
  add_string(&text, &ended->pattern);
  add_string(&text, &ended->version);
  add_string(&text, &ended->namespace_);
  add_string(&text, &ended->session);
  add_word(&text, levels[ended->level]);
  add_exact(&text, ended->generation);
  add_word(&text, ended->was_ready ? "ready" : "not ready");
  add_exact(&text, ended->ran_ms);
  add_number(&text, ended->consecutive_failures);
  add_number(&text, ended->restarts);
  add_exact(&text, ended->seed);
  add_exact(&text, ended->now_ms);
  answer->tag = EXPORTS_PRISM_POLICY_RESTART_ANSWER_GIVE_UP;
  answer->val.give_up = text;
}

bool exports_prism_policy_terminate_may_stop(exports_prism_policy_terminate_stop_t *stop,
                                             exports_prism_policy_terminate_refusal_t *refusal) {
  static const char *const states[] = {"starting", "running", "terminating", "failed"};
  const uint64_t generation = stop->generation;
  const prism_string_t *namespace = &stop->namespace_;
  const bool force = stop->force;
  if (POLICY_CHECK("forced", force, force)) return true;
  if (POLICY_CHECK("", generation > 7)) return true;
  const int32_t missing = generation > 7 ? 0 : (int32_t)generation - 8;
  POLICY_CHECK("young", missing < 0, missing, generation, namespace);
  prism_string_t text = {0};
  add_string(&text, &stop->process_id);
  add_string(&text, &stop->pattern);
  add_string(&text, &stop->version);
  add_string(&text, namespace);
  add_string(&text, &stop->session);
  add_word(&text, levels[stop->level]);
  add_string(&text, &stop->caller);
  add_word(&text, states[stop->state]);
  add_exact(&text, generation);
  if (stop->uptime_ms.is_some) {
    add_exact(&text, stop->uptime_ms.val);
  } else {
    add_word(&text, "-");
  }
  add_exact(&text, stop->now_ms);
  return policy_refuse_for(refusal, PRISM_POLICY_TYPES_REFUSAL_CODE_QUOTA, text, generation);
}

/* A limit that a number in JavaScript can be, in words and as it is. */
static void keep_limit(prism_string_t *text, const prism_option_u64_t *limit, prism_option_u64_t *kept) {
  if (!limit->is_some) {
    add_word(text, "-");
    return;
  }
  add_exact(text, limit->val);
  if (limit->val < UINT64_C(1) << 53) policy_most(kept, limit->val);
}

void exports_prism_policy_mutate_change(exports_prism_policy_mutate_request_t *request,
                                        exports_prism_policy_mutate_level_t level,
                                        exports_prism_policy_mutate_plan_t *plan, uint64_t now_ms,
                                        exports_prism_policy_mutate_patch_t *patch) {
  *patch = (policy_patch){0};
  prism_string_t text = {0};
  keep_limit(&text, &plan->limits.cpu_millis, &patch->limits.cpu_millis);
  keep_limit(&text, &plan->limits.memory_bytes, &patch->limits.memory_bytes);
  keep_limit(&text, &plan->limits.pids, &patch->limits.pids);
  keep_limit(&text, &plan->limits.nofile, &patch->limits.nofile);
  const prism_option_u64_t grace = {true, plan->grace_ms};
  keep_limit(&text, &grace, &patch->grace_ms);
  for (size_t at = 0; at < plan->variables.len; at++) add_string(&text, &plan->variables.ptr[at]);
  add_exact(&text, now_ms);
  policy_patch_variable(patch, "PLAN", text);
  policy_patch_variable(patch, "CALLER", request->caller);
  policy_patch_label(patch, "level", policy_text(levels[level]));
  policy_patch_label(patch, "pattern", request->pattern);
}
