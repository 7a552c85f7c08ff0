// Chains of arithmetic. No step is contracted with another, so the bits are those of the operations by themselves.
#include "loops.h"

// Functions of the value so far, x, and of an operand in either order. As for single operations, a NaN in x passes through.
#define SELECT(mask, x, y) ((V)(((I)(x) & (mask)) | ((I)(y) & ~(mask))))
#define ADD(x, y) (x + y)
#define SUB(x, y) (x - y)
#define MUL(x, y) (x * y)
#define DIV(x, y) (x / y)
#define MAXIMUM(x, y) SELECT((x >= y) | (x != x), x, y)
#define MINIMUM(x, y) SELECT((x <= y) | (x != x), x, y)
#define RELU(x) SELECT((x > 0) | (x != x), x, (V){0})
#define NEG(x) (-x)
#define ABS(x) __builtin_elementwise_abs(x)
#define SQUARE(x) (x * x)
#define SQRT(x) __builtin_elementwise_sqrt(x)
#define RSQRT(x) (1 / __builtin_elementwise_sqrt(x))
#define RECIPROCAL(x) (1 / x)

#define ARRAY ((V *)(place + offset))
// Nothing changes a number by taking zero from it, but its type.
#define ONE (*(const T *)place - (V){0})
#define BINARY_CASES(name)                                                              \
  case PF_CHAIN_CODE(PF_CHAIN_##name, 0, 0): ALL v[j] = name(v[j], ARRAY[j]); break;    \
  case PF_CHAIN_CODE(PF_CHAIN_##name, 1, 0): ALL v[j] = name(ARRAY[j], v[j]); break;    \
  case PF_CHAIN_CODE(PF_CHAIN_##name, 0, 1): ALL v[j] = name(v[j], ONE); break;         \
  case PF_CHAIN_CODE(PF_CHAIN_##name, 1, 1): ALL v[j] = name(ONE, v[j]); break;
#define UNARY_CASE(name) \
  case PF_CHAIN_CODE(PF_CHAIN_##name, 0, 0): ALL v[j] = name(v[j]); break;

// All steps on so many vectors of `size` bytes, which lie `offset` bytes behind the places.
#define PASS(name, S, E, L, size)                                                                                    \
  PF_INLINE void name##_##S(                                                                                         \
      const struct pf_chain_step *steps, size_t step_count, const void *const *places, size_t offset, size_t vectors) { \
    typedef E T __attribute__((may_alias));                                                                          \
    typedef E V __attribute__((vector_size(size), aligned(sizeof(E)), may_alias));                                   \
    typedef L I __attribute__((vector_size(size)));                                                                  \
    (void)vectors;                                                                                                   \
    V v[BLOCK];                                                                                                      \
    const char *place = places[0];                                                                                   \
    if (steps[0].code == PF_CHAIN_CODE(PF_CHAIN_LOAD, 0, 0)) ALL v[j] = ARRAY[j];                                    \
    else ALL v[j] = ONE;                                                                                             \
    for (size_t k = 1; k < step_count - 1; k++) {                                                                    \
      place = places[k];                                                                                             \
      switch (steps[k].code) {                                                                                       \
        PF_CHAIN_OPERATIONS(BINARY_CASES, UNARY_CASE)                                                                \
        case PF_CHAIN_CODE(PF_CHAIN_LOAD, 0, 0): ALL v[j] = ARRAY[j]; break;                                         \
        case PF_CHAIN_CODE(PF_CHAIN_LOAD, 0, 1): ALL v[j] = ONE; break;                                              \
        case PF_CHAIN_CODE(PF_CHAIN_STORE, 0, 0): ALL ARRAY[j] = v[j]; break;                                        \
      }                                                                                                              \
    }                                                                                                                \
    place = places[step_count - 1];                                                                                  \
    ALL ARRAY[j] = v[j];                                                                                             \
  }

// Twelve vectors, which stay in registers, so that choosing the operation is the smaller part of a step; and what is left over.
#define BLOCK 12
#define WIDTH 32
#define ALL _Pragma("clang loop unroll(full)") for (size_t j = 0; j < BLOCK; j++)
PASS(block, f32, float, int32_t, WIDTH)
PASS(block, f64, double, int64_t, WIDTH)
#undef ALL
#define ALL _Pragma("clang loop vectorize(disable) unroll(disable)") for (size_t j = 0; j < vectors; j++)
PASS(vectors, f32, float, int32_t, WIDTH)
PASS(vectors, f64, double, int64_t, WIDTH)
PASS(elements, f32, float, int32_t, sizeof(float))
PASS(elements, f64, double, int64_t, sizeof(double))

#define CHAIN(S, E)                                                                                                  \
  PF_CLONES void pf_chain_##S(const struct pf_chain_step *steps, size_t step_count, void *const *table,              \
                              const void **places, size_t start, size_t count) {                                     \
    for (size_t k = 0; k < step_count; k++) places[k] = (char *)table[steps[k].slot] + start * steps[k].stride;      \
    size_t offset = 0, end = count * sizeof(E);                                                                      \
    for (; end - offset >= BLOCK * WIDTH; offset += BLOCK * WIDTH) block_##S(steps, step_count, places, offset, BLOCK); \
    size_t whole = (end - offset) / WIDTH;                                                                           \
    if (whole > 0) vectors_##S(steps, step_count, places, offset, whole);                                            \
    offset += whole * WIDTH;                                                                                         \
    if (offset < end) elements_##S(steps, step_count, places, offset, (end - offset) / sizeof(E));                   \
  }
CHAIN(f32, float)
CHAIN(f64, double)
