/* A JSON document, read from its beginning to its end. */

#include "json.h"

#include <stdlib.h>
#include <string.h>

bool json_take(json *text, uint8_t byte) {
  if (text->at == text->end || *text->at != byte) return false;
  text->at++;
  return true;
}

bool json_word(json *text, const char *word) {
  size_t length = strlen(word);
  if ((size_t)(text->end - text->at) < length || memcmp(text->at, word, length) != 0) return false;
  text->at += length;
  return true;
}

bool json_integer(json *text, uint64_t *number) {
  json ahead = *text;
  uint64_t value = 0;
  while (ahead.at < ahead.end && *ahead.at >= '0' && *ahead.at <= '9') {
    uint64_t digit = *ahead.at++ - (uint64_t)'0';
    if (value > (UINT64_MAX - digit) / 10) return false;
    value = value * 10 + digit;
  }
  bool more = ahead.at < ahead.end && (*ahead.at == '.' || *ahead.at == 'e' || *ahead.at == 'E');
  if (ahead.at == text->at || more) return false;
  *text = ahead;
  *number = value;
  return true;
}

/* Four hex digits. */
static bool hex(json *text, uint32_t *unit) {
  if (text->end - text->at < 4) return false;
  *unit = 0;
  for (int digit = 0; digit < 4; digit++) {
    uint8_t byte = *text->at++, low = byte | 0x20;
    bool is_letter = low >= 'a' && low <= 'f';
    if (!is_letter && (byte < '0' || byte > '9')) return false;
    *unit = *unit * 16 + (is_letter ? low - 'a' + 10u : byte - '0');
  }
  return true;
}

/* A character above 16 bits is written as two escapes. */
static bool code_point(json *text, uint32_t *point) {
  if (!hex(text, point)) return false;
  if (*point < 0xd800 || *point > 0xdfff) return true;
  uint32_t low;
  if (*point > 0xdbff || !json_word(text, "\\u") || !hex(text, &low)) return false;
  if (low < 0xdc00 || low > 0xdfff) return false;
  *point = 0x10000 + ((*point - 0xd800) << 10) + (low - 0xdc00);
  return true;
}

/* UTF-8. It is never longer than its escape, so what the document takes suffices. */
static uint8_t *encode(uint8_t *to, uint32_t point) {
  if (point < 0x80) {
    *to++ = (uint8_t)point;
    return to;
  }
  int more = point < 0x800 ? 1 : point < 0x10000 ? 2 : 3;
  static const uint8_t leads[] = {0, 0xc0, 0xe0, 0xf0};
  *to++ = (uint8_t)(leads[more] | point >> (6 * more));
  while (more-- > 0) *to++ = (uint8_t)(0x80 | (point >> (6 * more) & 0x3f));
  return to;
}

static bool escaped(json *text, uint8_t **to) {
  static const char names[] = "\"\\/bfnrt", meant[] = "\"\\/\b\f\n\r\t";
  if (text->at == text->end) return false;
  uint8_t name = *text->at++;
  for (size_t at = 0; at < sizeof names - 1; at++) {
    if (name != (uint8_t)names[at]) continue;
    *(*to)++ = (uint8_t)meant[at];
    return true;
  }
  uint32_t point;
  if (name != 'u' || !code_point(text, &point)) return false;
  *to = encode(*to, point);
  return true;
}

bool json_string(json *text, prism_string_t *string) {
  json ahead = *text;
  if (!json_take(&ahead, '"')) return false;
  /* To the closing quote at least: what is escaped is shorter without its escape. */
  json closing = *text;
  json_skip(&closing);
  uint8_t *to = malloc((size_t)(closing.at - ahead.at));
  string->ptr = to;
  while (ahead.at < ahead.end && *ahead.at != '"') {
    uint8_t byte = *ahead.at++;
    if (byte != '\\') {
      *to++ = byte;
    } else if (!escaped(&ahead, &to)) {
      return false;
    }
  }
  if (!json_take(&ahead, '"')) return false;
  string->len = (size_t)(to - string->ptr);
  *text = ahead;
  return true;
}

static void skip_string(json *text) {
  text->at++;
  while (text->at < text->end && *text->at != '"') {
    text->at += *text->at == '\\' && text->at + 1 < text->end ? 2 : 1;
  }
  if (text->at < text->end) text->at++;
}

void json_skip(json *text) {
  size_t depth = 0;
  while (text->at < text->end) {
    uint8_t byte = *text->at;
    bool closes = byte == '}' || byte == ']';
    /* What ends a number or a word belongs to what is around it. */
    if (depth == 0 && (closes || byte == ',')) return;
    if (byte == '"') {
      skip_string(text);
    } else {
      depth += byte == '{' || byte == '[';
      depth -= closes;
      text->at++;
    }
    if (depth == 0 && (closes || byte == '"')) return;
  }
}
