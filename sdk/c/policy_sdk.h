/* What the author of a prism-launcher policy in C writes against, beside the bindings in prism.h: a configuration read with errors that
 * say where, names with a '*' in them, and texts put together. What a policy changes is in patch.h, what its answers rest on in check.h.
 *
 * What a policy has not: a clock, randomness, files, a network, and memory between calls. Every call gets an instance of its own, so
 * equal inputs give equal answers. Nothing has to be freed. */
#ifndef PRISM_POLICY_SDK_H
#define PRISM_POLICY_SDK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "prism.h"

/* Ends the instance; the launcher tells why. For what cannot be. */
_Noreturn void policy_fail(const char *why);

/* `literal` as a text. */
static inline prism_string_t policy_text(const char *literal) {
  prism_string_t text;
  prism_string_set(&text, literal);
  return text;
}

/* Whether `text` is `literal`. */
bool policy_is(const prism_string_t *text, const char *literal);

/* Append to `text`, which begins as {0}. */
void policy_add(prism_string_t *text, const char *more);
void policy_add_text(prism_string_t *text, const prism_string_t *more);
void policy_add_number(prism_string_t *text, uint64_t number);

#ifdef PRISM_POLICY_TYPES_REFUSAL_CODE_FORBIDDEN
/* A no of isolation, admission or terminate, and what the hook returns for it:
 * `return policy_refuse(refusal, PRISM_POLICY_TYPES_REFUSAL_CODE_QUOTA, reason);`. */
static inline bool policy_refuse(prism_policy_types_refusal_t *refusal, uint8_t code, prism_string_t reason) {
  *refusal = (prism_policy_types_refusal_t){.code = code, .reason = reason};
  return false;
}

/* The same, and asking again may help after so many milliseconds. */
static inline bool policy_refuse_for(prism_policy_types_refusal_t *refusal, uint8_t code, prism_string_t reason,
                                     uint64_t retry_after_ms) {
  policy_refuse(refusal, code, reason);
  refusal->retry_after_ms.is_some = true;
  refusal->retry_after_ms.val = retry_after_ms;
  return false;
}
#endif

/* Names: '*' stands for any run of characters, also none. "vip-*" is every name that begins so. */
typedef struct {
  prism_string_t *patterns;
  size_t count;
} policy_globs;

/* Whether `name` is one of those meant. */
bool policy_glob_matches(const prism_string_t *pattern, const prism_string_t *name);
bool policy_globs_match(const policy_globs *globs, const prism_string_t *name);

typedef exports_prism_policy_lifecycle_list_config_error_t policy_config_errors;

/* A configuration, taken key by key. What is wrong is collected, and told by policy_config_end, which must come last: a key that nobody
 * asked for is an error too, since a misspelt limit is no limit. */
typedef struct {
  struct policy_member *members;
  size_t count;
  const char **known;
  size_t known_count;
  policy_config_errors errors;
} policy_config;

/* The configuration in the JSON document `text`. */
policy_config policy_config_of(const prism_string_t *text);

/* A whole number from `min` to `max`; `otherwise` where the key is not there. */
uint64_t policy_config_integer(policy_config *config, const char *key, uint64_t min, uint64_t max, uint64_t otherwise);

/* true or false; `otherwise` where the key is not there. */
bool policy_config_boolean(policy_config *config, const char *key, bool otherwise);

/* A list of names with a '*' in them; none where the key is not there. */
policy_globs policy_config_globs(policy_config *config, const char *key);

/* Something that no type says: `expected` at the JSON pointer. */
void policy_config_wrong(policy_config *config, const prism_string_t *pointer, const char *expected);

/* Whether all of it was understood; else what was not, in `errors`. */
bool policy_config_end(policy_config *config, policy_config_errors *errors);

#endif
