/* Names with a '*' in them. */

#include <string.h>

#include "policy_sdk.h"

/* A run of bytes. */
typedef struct {
  const uint8_t *at, *end;
} span;

static size_t length(span text) {
  return (size_t)(text.end - text.at);
}

static bool begins(span text, span with) {
  return length(text) >= length(with) && memcmp(text.at, with.at, length(with)) == 0;
}

/* The first `byte` in `text`, or its end. */
static const uint8_t *find_byte(span text, uint8_t byte) {
  while (text.at < text.end && *text.at != byte) text.at++;
  return text.at;
}

/* What follows the leftmost `piece` in `text`; NULL where there is none. */
static const uint8_t *after(span text, span piece) {
  for (; length(text) >= length(piece); text.at++) {
    if (begins(text, piece)) return text.at + length(piece);
  }
  return NULL;
}

/* The leftmost match of each piece suffices, since the star after it takes whatever is left: no backtracking. */
bool policy_glob_matches(const prism_string_t *pattern, const prism_string_t *name) {
  span left = {pattern->ptr, pattern->ptr + pattern->len};
  span text = {name->ptr, name->ptr + name->len};
  span piece = {left.at, find_byte(left, '*')};
  if (piece.end == left.end) return length(piece) == length(text) && begins(text, piece);
  if (!begins(text, piece)) return false;
  text.at += length(piece);
  for (;;) {
    left.at = piece.end + 1;
    piece = (span){left.at, find_byte(left, '*')};
    if (piece.end == left.end) break;
    text.at = after(text, piece);
    if (text.at == NULL) return false;
  }
  if (length(text) < length(piece)) return false;
  text.at = text.end - length(piece);
  return begins(text, piece);
}

bool policy_globs_match(const policy_globs *globs, const prism_string_t *name) {
  for (size_t at = 0; at < globs->count; at++) {
    if (policy_glob_matches(&globs->patterns[at], name)) return true;
  }
  return false;
}
