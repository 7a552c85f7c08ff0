#include "loops.h"
#include <math.h>
#include <string.h>

// Sums of a row: 16 running sums that the compiler keeps in vectors, in blocks that are added pairwise.
#define BLOCK 1024
#define ROW_SUM(S, T)                                                               \
  PF_CLONES static T block_sum_##S(const T *x, size_t count) {                      \
    T lanes[16] = {0};                                                              \
    size_t i = 0;                                                                   \
    for (; i + 16 <= count; i += 16)                                                \
      for (size_t j = 0; j < 16; j++) lanes[j] += x[i + j];                         \
    for (size_t j = 0; i + j < count; j++) lanes[j] += x[i + j];                    \
    for (size_t width = 8; width > 0; width /= 2)                                   \
      for (size_t j = 0; j < width; j++) lanes[j] += lanes[j + width];              \
    return lanes[0];                                                                \
  }                                                                                 \
  static T row_sum_##S(const T *x, size_t count) {                                  \
    if (count <= BLOCK) return block_sum_##S(x, count);                             \
    size_t half = (count / 2 + BLOCK - 1) / BLOCK * BLOCK;                          \
    return row_sum_##S(x, half) + row_sum_##S(x + half, count - half);              \
  }                                                                                 \
  PF_CLONES static void add_rows_##S(const T *x, T *out, size_t middle, size_t inner) { \
    for (size_t m = 0; m < middle; m++)                                             \
      for (size_t i = 0; i < inner; i++) out[i] += x[m * inner + i];                \
  }                                                                                 \
  void pf_reduce_sum_##S(const T *x, T *out, size_t outer, size_t middle, size_t inner) { \
    for (size_t o = 0; o < outer; o++, x += middle * inner, out += inner) {         \
      if (inner == 1) {                                                             \
        out[0] = row_sum_##S(x, middle);                                            \
      } else {                                                                      \
        memset(out, 0, inner * sizeof(T));                                          \
        add_rows_##S(x, out, middle, inner);                                        \
      }                                                                             \
    }                                                                               \
  }
ROW_SUM(f32, float)
ROW_SUM(f64, double)

#define FOLD(name, S, T, start, expression)                                                             \
  PF_CLONES void pf_reduce_##name##_##S(const T *xs, T *out, size_t outer, size_t middle, size_t inner) { \
    for (size_t o = 0; o < outer; o++, xs += middle * inner, out += inner) {                            \
      for (size_t i = 0; i < inner; i++) out[i] = (start);                                              \
      for (size_t m = 0; m < middle; m++)                                                               \
        for (size_t i = 0; i < inner; i++) { T x = out[i], y = xs[m * inner + i]; out[i] = (expression); } \
    }                                                                                                   \
  }
FOLD(max, f32, float, -INFINITY, x >= y || x != x ? x : y)
FOLD(max, f64, double, -INFINITY, x >= y || x != x ? x : y)
FOLD(min, f32, float, INFINITY, x <= y || x != x ? x : y)
FOLD(min, f64, double, INFINITY, x <= y || x != x ? x : y)
FOLD(prod, f32, float, 1, x * y)
FOLD(prod, f64, double, 1, x * y)
