/* What a policy changes of a process before it is started, for those whose wit/world.wit includes mutate-hook:
 *
 *   *patch = (policy_patch){0};
 *   policy_patch_variable(patch, "TENANT_TIER", policy_text("gold"));
 *   policy_most(&patch->limits.memory_bytes, 256 << 20);
 *
 * A patch that begins as {0} changes nothing; what is not said stays as it is. */
#ifndef PRISM_PATCH_H
#define PRISM_PATCH_H

#include <stdlib.h>

#include "policy_sdk.h"

typedef exports_prism_policy_mutate_patch_t policy_patch;

static inline void policy_pairs_add(prism_list_tuple2_string_string_t *pairs, const char *name, prism_string_t value) {
  pairs->ptr = realloc(pairs->ptr, (pairs->len + 1) * sizeof *pairs->ptr);
  pairs->ptr[pairs->len++] = (prism_tuple2_string_string_t){policy_text(name), value};
}

/* Also sets a variable of the environment, which the plan's `variables` must allow. */
static inline void policy_patch_variable(policy_patch *patch, const char *name, prism_string_t value) {
  policy_pairs_add(&patch->environment, name, value);
}

/* Also labels the process. */
static inline void policy_patch_label(policy_patch *patch, const char *name, prism_string_t value) {
  policy_pairs_add(&patch->labels, name, value);
}

/* Also changes a limit, or the grace period: `&patch->limits.pids`, `&patch->grace_ms`. */
static inline void policy_most(prism_option_u64_t *limit, uint64_t most) {
  *limit = (prism_option_u64_t){.is_some = true, .val = most};
}

#endif
