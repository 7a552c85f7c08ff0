// Products of small matrices, for which a BLAS spends more on preparing than on multiplying.
//
// b is copied first, so that its rows are whole vectors; then blocks of 4 rows by 2 vectors of the result stay in registers while k goes by.
// Every element is the sum over k in order, by fused multiply-adds where the processor has them. A matrix times a vector is taken by itself: the
// sums of its rows go over the lanes of a vector.
#include "loops.h"
#include <string.h>
#pragma STDC FP_CONTRACT ON

#define BYTES 32
#define LANES(T) (BYTES / sizeof(T))
typedef float vector_f32 __attribute__((vector_size(BYTES), aligned(4), may_alias));
typedef double vector_f64 __attribute__((vector_size(BYTES), aligned(8), may_alias));

// Rows times vectors of the result are computed by one call; both are constants where it is inlined.
#define BLOCK(S, T)                                                                                                  \
  PF_INLINE void block_##S(size_t rows, size_t vectors, size_t width, size_t k, const T *a, size_t row_stride,       \
                           size_t k_stride, const T *b, size_t b_stride, T *c, size_t c_stride, int adds) {          \
    vector_##S sums[4][2];                                                                                           \
    for (size_t i = 0; i < rows; i++)                                                                                \
      for (size_t v = 0; v < vectors; v++) sums[i][v] = (vector_##S){0};                                             \
    for (size_t p = 0; p < k; p++) {                                                                                 \
      vector_##S y[2];                                                                                               \
      for (size_t v = 0; v < vectors; v++) y[v] = *(const vector_##S *)(b + p * b_stride + v * LANES(T));            \
      for (size_t i = 0; i < rows; i++) {                                                                            \
        T x = a[i * row_stride + p * k_stride];                                                                      \
        for (size_t v = 0; v < vectors; v++) sums[i][v] += x * y[v];                                                 \
      }                                                                                                              \
    }                                                                                                                \
    for (size_t i = 0; i < rows; i++)                                                                                \
      for (size_t v = 0; v < vectors; v++) {                                                                         \
        size_t start = v * LANES(T), count = width - start < LANES(T) ? width - start : LANES(T);                    \
        T *out = c + i * c_stride + start;                                                                           \
        if (count == LANES(T)) {                                                                                     \
          *(vector_##S *)out = adds ? *(vector_##S *)out + sums[i][v] : sums[i][v];                                  \
        } else {                                                                                                     \
          for (size_t j = 0; j < count; j++) out[j] = adds ? out[j] + sums[i][v][j] : sums[i][v][j];                 \
        }                                                                                                            \
      }                                                                                                              \
  }                                                                                                                  \
  PF_INLINE void columns_##S(size_t vectors, size_t width, size_t m, size_t k, const T *a, size_t row_stride,        \
                             size_t k_stride, const T *b, size_t b_stride, T *c, size_t c_stride, int adds) {        \
    size_t i = 0;                                                                                                    \
    for (; i + 4 <= m; i += 4)                                                                                       \
      block_##S(4, vectors, width, k, a + i * row_stride, row_stride, k_stride, b, b_stride, c + i * c_stride,       \
                c_stride, adds);                                                                                     \
    for (; i < m; i++)                                                                                               \
      block_##S(1, vectors, width, k, a + i * row_stride, row_stride, k_stride, b, b_stride, c + i * c_stride,       \
                c_stride, adds);                                                                                     \
  }                                                                                                                  \
  /* Rows of k elements times a vector. */                                                                           \
  PF_INLINE void dots_##S(size_t rows, size_t k, const T *a, const T *b, T *c, int adds) {                           \
    vector_##S sums[4];                                                                                              \
    size_t p = 0;                                                                                                    \
    for (size_t i = 0; i < rows; i++) sums[i] = (vector_##S){0};                                                     \
    for (; p + LANES(T) <= k; p += LANES(T))                                                                         \
      for (size_t i = 0; i < rows; i++)                                                                              \
        sums[i] += *(const vector_##S *)(a + i * k + p) * *(const vector_##S *)(b + p);                              \
    for (size_t i = 0; i < rows; i++) {                                                                              \
      T sum = 0;                                                                                                     \
      for (size_t q = p; q < k; q++) sum += a[i * k + q] * b[q];                                                     \
      for (size_t lane = 0; lane < LANES(T); lane++) sum += sums[i][lane];                                           \
      c[i] = adds ? c[i] + sum : sum;                                                                                \
    }                                                                                                                \
  }                                                                                                                  \
  PF_INLINE void multiply_##S(const struct pf_small_product *shape, const T *a, const T *b, T *c, int adds) {        \
    size_t m = shape->m, n = shape->n, k = shape->k;                                                                 \
    T rows[PF_SMALL_EXTENT * PF_SMALL_EXTENT];                                                                       \
    size_t stride = (n + LANES(T) - 1) / LANES(T) * LANES(T);                                                        \
    for (size_t p = 0; p < k; p++) {                                                                                 \
      T *row = rows + p * stride;                                                                                    \
      if (shape->transpose_b) {                                                                                      \
        for (size_t j = 0; j < n; j++) row[j] = b[j * k + p];                                                        \
      } else {                                                                                                       \
        memcpy(row, b + p * n, n * sizeof(T));                                                                       \
      }                                                                                                              \
      for (size_t j = n; j < stride; j++) row[j] = 0;                                                                \
    }                                                                                                                \
    size_t row_stride = shape->transpose_a ? 1 : k, k_stride = shape->transpose_a ? m : 1, j = 0;                    \
    for (; j + LANES(T) < n; j += 2 * LANES(T))                                                                      \
      columns_##S(2, n - j, m, k, a, row_stride, k_stride, rows + j, stride, c + j, n, adds);                        \
    if (j < n) columns_##S(1, n - j, m, k, a, row_stride, k_stride, rows + j, stride, c + j, n, adds);               \
  }                                                                                                                  \
  PF_FUSING_CLONES void pf_small_product_##S(const struct pf_small_product *shape, const void *a_, const void *b_,   \
                                             void *c_, int adds) {                                                   \
    size_t m = shape->m, n = shape->n, k = shape->k;                                                                 \
    const T *a = a_, *b = b_;                                                                                        \
    T *c = c_;                                                                                                       \
    if (n == 1 && !shape->transpose_a) {                                                                             \
      size_t i = 0;                                                                                                  \
      for (; i + 4 <= m; i += 4) dots_##S(4, k, a + i * k, b, c + i, adds);                                          \
      for (; i < m; i++) dots_##S(1, k, a + i * k, b, c + i, adds);                                                  \
      return;                                                                                                        \
    }                                                                                                                \
    /* A matrix that lies transposed times a column is a row times the matrix. */                                    \
    if (n == 1 && m <= PF_SMALL_EXTENT) {                                                                            \
      const struct pf_small_product row = {1, m, k, 0, 0};                                                           \
      return multiply_##S(&row, b, a, c, adds);                                                                      \
    }                                                                                                                \
    multiply_##S(shape, a, b, c, adds);                                                                              \
  }
BLOCK(f32, float)
BLOCK(f64, double)
