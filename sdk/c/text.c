/* Texts put together, and compared. */

#include <stdlib.h>
#include <string.h>

#include "policy_sdk.h"

void policy_fail(const char *why) {
  prism_string_t message;
  prism_string_set(&message, why);
  prism_policy_log_log(PRISM_POLICY_LOG_SEVERITY_ERROR, &message);
  abort();
}

bool policy_is(const prism_string_t *text, const char *literal) {
  return text->len == strlen(literal) && memcmp(text->ptr, literal, text->len) == 0;
}

static void add_bytes(prism_string_t *text, const void *bytes, size_t count) {
  text->ptr = realloc(text->ptr, text->len + count);
  memcpy(text->ptr + text->len, bytes, count);
  text->len += count;
}

void policy_add(prism_string_t *text, const char *more) {
  add_bytes(text, more, strlen(more));
}

void policy_add_text(prism_string_t *text, const prism_string_t *more) {
  add_bytes(text, more->ptr, more->len);
}

void policy_add_number(prism_string_t *text, uint64_t number) {
  char digits[20];
  size_t at = sizeof digits;
  do {
    digits[--at] = (char)('0' + number % 10);
    number /= 10;
  } while (number > 0);
  add_bytes(text, digits + at, sizeof digits - at);
}
