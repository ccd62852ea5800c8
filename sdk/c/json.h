/* A JSON document, read from its beginning to its end. Inside the SDK only.
 *
 * The launcher hands over what it has parsed and written itself, in one line and without spaces, so what is no JSON does not arrive and
 * is not told precisely; but nothing is read beyond the end, and nothing recurses. */
#ifndef PRISM_JSON_H
#define PRISM_JSON_H

#include <stdbool.h>
#include <stdint.h>

#include "prism.h"

typedef struct {
  const uint8_t *at, *end;
} json;

/* Whether `byte` comes next; it is taken then. */
bool json_take(json *text, uint8_t byte);

/* The string that comes next, with its escapes resolved; false where none comes. */
bool json_string(json *text, prism_string_t *string);

/* The whole number that comes next, without fraction or exponent; false where none comes, or it is below 0 or above 64 bits. */
bool json_integer(json *text, uint64_t *number);

/* Whether the word comes next; it is taken then. */
bool json_word(json *text, const char *word);

/* Passes over the value that comes next. */
void json_skip(json *text);

#endif
