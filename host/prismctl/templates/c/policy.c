/* A namespace may have so many processes, unless it is exempt. */

#include "config_schema.h"
#include "policy_sdk.h"

/* The configuration. Every instance is given it once, before it is asked. */
static struct {
  /* Processes that a namespace may have. */
  uint64_t max_per_namespace;
  /* Namespaces without that limit. */
  policy_globs exempt;
} quota;

void exports_prism_policy_lifecycle_describe(exports_prism_policy_lifecycle_description_t *description) {
  prism_string_set(&description->name, "{{name}}");
  prism_string_set(&description->version, "1.0.0");
  prism_string_set(&description->summary, "a namespace may have so many processes");
  prism_string_set(&description->config_schema, (const char *)config_schema);
}

bool exports_prism_policy_lifecycle_configure(prism_string_t *text, policy_config_errors *errors) {
  policy_config config = policy_config_of(text);
  quota.max_per_namespace = policy_config_integer(&config, "max_per_namespace", 1, UINT32_MAX, 10);
  quota.exempt = policy_config_globs(&config, "exempt");
  return policy_config_end(&config, errors);
}

/* What a namespace that has `held` processes is told. */
static prism_string_t reason(const prism_string_t *namespace, uint32_t held) {
  prism_string_t reason = {0};
  policy_add(&reason, "namespace ");
  policy_add_text(&reason, namespace);
  policy_add(&reason, " has ");
  policy_add_number(&reason, held);
  policy_add(&reason, " processes of ");
  policy_add_number(&reason, quota.max_per_namespace);
  return reason;
}

/* True is yes; false is no, for the reason in `refusal`. */
bool exports_prism_policy_admission_decide(exports_prism_policy_admission_request_t *request,
                                           exports_prism_policy_admission_level_t level,
                                           exports_prism_policy_admission_usage_t *usage, uint64_t now_ms,
                                           exports_prism_policy_admission_refusal_t *refusal) {
  (void)level, (void)now_ms;
  const prism_string_t *namespace = &request->namespace_;
  if (namespace->len == 0 || policy_globs_match(&quota.exempt, namespace)) return true;
  if (usage->namespace_ < quota.max_per_namespace) return true;
  const prism_string_t why = reason(namespace, usage->namespace_);
  return policy_refuse_for(refusal, PRISM_POLICY_TYPES_REFUSAL_CODE_QUOTA, why, 5000);
}
