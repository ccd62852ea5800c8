/* What an answer rests on, for those whose wit/world.wit includes evidence-only:
 *
 *   if (POLICY_CHECK("quota", held < most, held, most)) return true;
 *
 * gives the condition's outcome, and tells the launcher of it, with the rule's name ("": none), what was looked at and the line. It decides
 * nothing. Operands are up to eight numbers, truths and texts, each evaluated once and called as it is written. */
#ifndef PRISM_CHECK_H
#define PRISM_CHECK_H

#include "policy_sdk.h"

/* Bytes of a text that are told: a name or an address, not a document. */
enum { POLICY_SHOWN_MAX = 256 };

typedef prism_policy_evidence_value_t policy_value;

static inline policy_value policy_value_of_signed(int64_t number) {
  return (policy_value){.tag = PRISM_POLICY_EVIDENCE_VALUE_SIGNED, .val.signed_ = number};
}

static inline policy_value policy_value_of_unsigned(uint64_t number) {
  return (policy_value){.tag = PRISM_POLICY_EVIDENCE_VALUE_UNSIGNED, .val.unsigned_ = number};
}

static inline policy_value policy_value_of_number(double number) {
  return (policy_value){.tag = PRISM_POLICY_EVIDENCE_VALUE_NUMBER, .val.number = number};
}

static inline policy_value policy_value_of_truth(bool truth) {
  return (policy_value){.tag = PRISM_POLICY_EVIDENCE_VALUE_TRUTH, .val.truth = truth};
}

static inline policy_value policy_value_of_text(const prism_string_t *text) {
  prism_string_t shown = *text;
  if (shown.len > POLICY_SHOWN_MAX) {
    shown.len = POLICY_SHOWN_MAX;
    /* Not within a character: what is told is UTF-8. */
    while (shown.len > 0 && (shown.ptr[shown.len] & 0xc0) == 0x80) shown.len--;
  }
  return (policy_value){.tag = PRISM_POLICY_EVIDENCE_VALUE_TEXT, .val.text = shown};
}

static inline policy_value policy_value_of_literal(const char *literal) {
  prism_string_t text = policy_text(literal);
  return policy_value_of_text(&text);
}

#define POLICY_VALUE(of)                          \
  _Generic((of),                                  \
      bool: policy_value_of_truth,                \
      signed char: policy_value_of_signed,        \
      short: policy_value_of_signed,              \
      int: policy_value_of_signed,                \
      long: policy_value_of_signed,               \
      long long: policy_value_of_signed,          \
      unsigned char: policy_value_of_unsigned,    \
      unsigned short: policy_value_of_unsigned,   \
      unsigned: policy_value_of_unsigned,         \
      unsigned long: policy_value_of_unsigned,    \
      unsigned long long: policy_value_of_unsigned, \
      float: policy_value_of_number,              \
      double: policy_value_of_number,             \
      char *: policy_value_of_literal,            \
      const char *: policy_value_of_literal,      \
      prism_string_t *: policy_value_of_text,     \
      const prism_string_t *: policy_value_of_text)(of)

/* Tells of one check, and gives its outcome back. */
static inline bool policy_checked(prism_policy_evidence_check_t check, prism_policy_evidence_operand_t *operands) {
  prism_policy_evidence_list_check_t checks = {&check, 1};
  prism_policy_evidence_list_operand_t seen = {operands, check.operands};
  prism_policy_evidence_report(&checks, &seen, 0);
  return check.holds;
}

#define POLICY_CHECK(rule_name, holds_if, ...)                                                                   \
  policy_checked(                                                                                                \
      (prism_policy_evidence_check_t){                                                                           \
          .rule = policy_text(rule_name),                                                                        \
          .condition = policy_text(#holds_if),                                                                   \
          .holds = (holds_if),                                                                                   \
          .operands = POLICY_COUNT(__VA_ARGS__),                                                                 \
          .place = policy_text(__FILE_NAME__ ":" POLICY_WRITTEN(__LINE__)),                                      \
      },                                                                                                         \
      (prism_policy_evidence_operand_t[]){POLICY_EACH(__VA_ARGS__) {0}})

#define POLICY_WRITTEN(number) POLICY_WRITTEN_AS_IS(number)
#define POLICY_WRITTEN_AS_IS(number) #number

#define POLICY_OPERAND(of) {policy_text(#of), POLICY_VALUE(of)},

/* Each of up to eight, since a macro cannot loop. */
#define POLICY_COUNT(...) POLICY_NINTH(__VA_ARGS__ __VA_OPT__(,) 8, 7, 6, 5, 4, 3, 2, 1, 0)
#define POLICY_EACH(...)                                                                                            \
  POLICY_NINTH(__VA_ARGS__ __VA_OPT__(,) POLICY_EACH8, POLICY_EACH7, POLICY_EACH6, POLICY_EACH5, POLICY_EACH4, \
               POLICY_EACH3, POLICY_EACH2, POLICY_EACH1, POLICY_EACH0)(__VA_ARGS__)
#define POLICY_NINTH(a, b, c, d, e, f, g, h, ninth, ...) ninth
#define POLICY_EACH0()
#define POLICY_EACH1(a) POLICY_OPERAND(a)
#define POLICY_EACH2(a, ...) POLICY_OPERAND(a) POLICY_EACH1(__VA_ARGS__)
#define POLICY_EACH3(a, ...) POLICY_OPERAND(a) POLICY_EACH2(__VA_ARGS__)
#define POLICY_EACH4(a, ...) POLICY_OPERAND(a) POLICY_EACH3(__VA_ARGS__)
#define POLICY_EACH5(a, ...) POLICY_OPERAND(a) POLICY_EACH4(__VA_ARGS__)
#define POLICY_EACH6(a, ...) POLICY_OPERAND(a) POLICY_EACH5(__VA_ARGS__)
#define POLICY_EACH7(a, ...) POLICY_OPERAND(a) POLICY_EACH6(__VA_ARGS__)
#define POLICY_EACH8(a, ...) POLICY_OPERAND(a) POLICY_EACH7(__VA_ARGS__)

#endif
