/* A configuration, taken key by key. */

#include <stdlib.h>
#include <string.h>

#include "json.h"
#include "policy_sdk.h"

/* A key, and where its value begins. */
struct policy_member {
  prism_string_t key;
  json value;
};

/* A list that grows by one; blocks at the end of memory grow where they are. */
#define GROWN(list, count) realloc((list), ((count) + 1) * sizeof *(list))

static void add_error(policy_config *config, prism_string_t pointer, prism_string_t message) {
  policy_config_errors *errors = &config->errors;
  errors->ptr = GROWN(errors->ptr, errors->len);
  errors->ptr[errors->len++] = (exports_prism_policy_lifecycle_config_error_t){pointer, message};
}

void policy_config_wrong(policy_config *config, const prism_string_t *pointer, const char *expected) {
  prism_string_t message = {0};
  policy_add(&message, expected);
  add_error(config, *pointer, message);
}

/* One step of a JSON pointer: '~' and '/' are escaped (RFC 6901). */
static prism_string_t step(const prism_string_t *key) {
  prism_string_t pointer = {0};
  policy_add(&pointer, "/");
  for (size_t at = 0; at < key->len; at++) {
    prism_string_t byte = {key->ptr + at, 1};
    if (policy_is(&byte, "~")) {
      policy_add(&pointer, "~0");
    } else if (policy_is(&byte, "/")) {
      policy_add(&pointer, "~1");
    } else {
      policy_add_text(&pointer, &byte);
    }
  }
  return pointer;
}

static prism_string_t step_of(const char *key) {
  prism_string_t text;
  prism_string_set(&text, key);
  return step(&text);
}

policy_config policy_config_of(const prism_string_t *text) {
  policy_config config = {0};
  json left = {text->ptr, text->ptr + text->len};
  prism_string_t whole = {0};
  if (!json_take(&left, '{')) {
    policy_config_wrong(&config, &whole, "expected an object");
    return config;
  }
  struct policy_member member;
  while (json_string(&left, &member.key) && json_take(&left, ':')) {
    member.value = left;
    json_skip(&left);
    config.members = GROWN(config.members, config.count);
    config.members[config.count++] = member;
    json_take(&left, ',');
  }
  if (!json_take(&left, '}')) policy_config_wrong(&config, &whole, "expected JSON");
  return config;
}

/* The value of `key`, which is known from now on; false where it is not there. */
static bool value_of(policy_config *config, const char *key, json *value) {
  config->known = GROWN(config->known, config->known_count);
  config->known[config->known_count++] = key;
  for (size_t at = 0; at < config->count; at++) {
    if (!policy_is(&config->members[at].key, key)) continue;
    *value = config->members[at].value;
    return true;
  }
  return false;
}

uint64_t policy_config_integer(policy_config *config, const char *key, uint64_t min, uint64_t max, uint64_t otherwise) {
  json value;
  uint64_t number;
  if (!value_of(config, key, &value)) return otherwise;
  if (json_integer(&value, &number) && number >= min && number <= max) return number;
  prism_string_t message = {0};
  policy_add(&message, "expected a whole number from ");
  policy_add_number(&message, min);
  policy_add(&message, " to ");
  policy_add_number(&message, max);
  add_error(config, step_of(key), message);
  return otherwise;
}

bool policy_config_boolean(policy_config *config, const char *key, bool otherwise) {
  json value;
  if (!value_of(config, key, &value)) return otherwise;
  if (json_word(&value, "true")) return true;
  if (json_word(&value, "false")) return false;
  prism_string_t pointer = step_of(key);
  policy_config_wrong(config, &pointer, "expected true or false");
  return otherwise;
}

static void wrong_item(policy_config *config, const char *key, size_t index) {
  prism_string_t pointer = step_of(key);
  policy_add(&pointer, "/");
  policy_add_number(&pointer, index);
  policy_config_wrong(config, &pointer, "expected a text");
}

policy_globs policy_config_globs(policy_config *config, const char *key) {
  policy_globs globs = {0};
  json value;
  if (!value_of(config, key, &value)) return globs;
  if (!json_take(&value, '[')) {
    prism_string_t pointer = step_of(key);
    policy_config_wrong(config, &pointer, "expected a list of texts");
    return globs;
  }
  for (size_t index = 0; value.at < value.end && *value.at != ']'; index++) {
    prism_string_t pattern;
    const uint8_t *before = value.at;
    if (json_string(&value, &pattern)) {
      globs.patterns = GROWN(globs.patterns, globs.count);
      globs.patterns[globs.count++] = pattern;
    } else {
      wrong_item(config, key, index);
      json_skip(&value);
    }
    /* What is no JSON must not be read for ever. */
    if (!json_take(&value, ',') && value.at == before) break;
  }
  return globs;
}

static bool is_known(const policy_config *config, const prism_string_t *key) {
  for (size_t at = 0; at < config->known_count; at++) {
    if (policy_is(key, config->known[at])) return true;
  }
  return false;
}

static prism_string_t unknown(const policy_config *config) {
  prism_string_t message = {0};
  policy_add(&message, "unknown key; expected one of ");
  for (size_t at = 0; at < config->known_count; at++) {
    if (at > 0) policy_add(&message, ", ");
    policy_add(&message, config->known[at]);
  }
  return message;
}

bool policy_config_end(policy_config *config, policy_config_errors *errors) {
  for (size_t at = 0; at < config->count; at++) {
    const prism_string_t *key = &config->members[at].key;
    if (!is_known(config, key)) add_error(config, step(key), unknown(config));
  }
  *errors = config->errors;
  return errors->len == 0;
}
