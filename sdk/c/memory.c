/* The part of a C library that policies need, and no more.
 *
 * Nothing is ever given back: an instance answers one question and is thrown away with all of its memory, so `free` has nothing to do
 * and `malloc` only moves on. What does not fit the operator's limit ends the instance. */

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Where the linker ended, and memory is nobody's. */
extern unsigned char __heap_base;

enum { PAGE = 65536, ALIGN = 16 };

/* The first byte that is free, and the block before it, which can grow where it is. */
static uintptr_t next;
static uintptr_t last;

static uintptr_t aligned(uintptr_t address) {
  return (address + ALIGN - 1) & ~(uintptr_t)(ALIGN - 1);
}

/* Makes everything below `end` memory. */
static void reach(uintptr_t end) {
  size_t pages = __builtin_wasm_memory_size(0);
  size_t needed = end / PAGE + (end % PAGE != 0);
  if (needed > pages && __builtin_wasm_memory_grow(0, needed - pages) == SIZE_MAX) abort();
}

void *malloc(size_t size) {
  if (next == 0) next = aligned((uintptr_t)&__heap_base);
  if (size > SIZE_MAX - next - 2 * ALIGN) abort();
  reach(next + size);
  last = next;
  next = aligned(next + size);
  return (void *)last;
}

void *calloc(size_t count, size_t size) {
  size_t total;
  if (__builtin_mul_overflow(count, size, &total)) abort();
  /* A block that shrank may have left something behind it. */
  return memset(malloc(total), 0, total);
}

void *realloc(void *memory, size_t size) {
  if (memory == NULL) return malloc(size);
  if ((uintptr_t)memory == last) {
    next = last;
    return malloc(size);
  }
  void *moved = malloc(size);
  /* The old size is not known, but what lies behind the block is memory of ours too, up to the new one. */
  size_t there = (uintptr_t)moved - (uintptr_t)memory;
  memcpy(moved, memory, size < there ? size : there);
  return moved;
}

void free(void *memory) {
  (void)memory;
}

_Noreturn void abort(void) {
  __builtin_trap();
}

/* With bulk memory each of these is one instruction; the compiler also calls them for assignments of structures. */
void *memcpy(void *restrict to, const void *restrict from, size_t size) {
  return __builtin_memcpy(to, from, size);
}

void *memmove(void *to, const void *from, size_t size) {
  return __builtin_memmove(to, from, size);
}

void *memset(void *memory, int byte, size_t size) {
  return __builtin_memset(memory, byte, size);
}

int memcmp(const void *a, const void *b, size_t size) {
  const unsigned char *left = a, *right = b;
  for (size_t at = 0; at < size; at++) {
    if (left[at] != right[at]) return left[at] < right[at] ? -1 : 1;
  }
  return 0;
}

size_t strlen(const char *text) {
  size_t length = 0;
  while (text[length] != '\0') length++;
  return length;
}
