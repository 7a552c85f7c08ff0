// Transcendental functions over arrays, by SLEEF, but for those of float32 in float32.c: 256-bit vectors where the processor has AVX2, 128-bit vectors otherwise. The last
// elements run through the same vector function as the others, padded with ones, so that no position is special.
#include "loops.h"
#include <math.h>
#include <sleef.h>
#include <string.h>

#if defined(__aarch64__)
typedef float32x4_t narrow_f32;
typedef float64x2_t narrow_f64;
#else
typedef __m128 narrow_f32;
typedef __m128d narrow_f64;
#endif

#if defined(__x86_64__) && defined(__ELF__)
#define WIDTH 32
extern void pf_wide_map1(const void *x, void *result, size_t blocks, void (*function)(void));
extern void pf_wide_map2(const void *x, const void *y, void *result, size_t blocks, void (*function)(void));

// Decided once, before main: a plan holds the loops by address.
static int wide;
__attribute__((constructor)) static void choose_width(void) {
  __builtin_cpu_init();
  wide = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
}
#define DECLARE_WIDE(f, e) \
  extern void Sleef_##f##f8_##e##avx2(void), Sleef_##f##d4_##e##avx2(void);
#define TRY_WIDE_1(name) if (wide) { pf_wide_map1(x, result, blocks, (void (*)(void))name); return; }
#define TRY_WIDE_2(name) if (wide) { pf_wide_map2(x, y, result, blocks, (void (*)(void))name); return; }
#else
#define WIDTH 16
#define DECLARE_WIDE(f, e)
#define TRY_WIDE_1(name)
#define TRY_WIDE_2(name)
#endif

// Whole blocks of WIDTH bytes.
#define BLOCKS_1(name, S, T, call, wide_name)                                          \
  static void name##_blocks_##S(const T *x, T *result, size_t blocks) {                \
    TRY_WIDE_1(wide_name)                                                              \
    for (size_t i = 0; i < blocks * (WIDTH / 16); i++) {                               \
      narrow_##S v;                                                                    \
      memcpy(&v, x + i * (16 / sizeof(T)), 16);                                        \
      v = call(v);                                                                     \
      memcpy(result + i * (16 / sizeof(T)), &v, 16);                                   \
    }                                                                                  \
  }
#define BLOCKS_2(name, S, T, call, wide_name)                                          \
  static void name##_blocks_##S(const T *x, const T *y, T *result, size_t blocks) {    \
    TRY_WIDE_2(wide_name)                                                              \
    for (size_t i = 0; i < blocks * (WIDTH / 16); i++) {                               \
      narrow_##S v, w;                                                                 \
      memcpy(&v, x + i * (16 / sizeof(T)), 16);                                        \
      memcpy(&w, y + i * (16 / sizeof(T)), 16);                                        \
      v = call(v, w);                                                                  \
      memcpy(result + i * (16 / sizeof(T)), &v, 16);                                   \
    }                                                                                  \
  }

#define PADDED(T, name, source) \
  T name[WIDTH / sizeof(T)];    \
  for (size_t j = 0; j < WIDTH / sizeof(T); j++) name[j] = done + j < count ? source[done + j] : 1;

#define MAP_1(name, S, T)                                                              \
  void pf_##name##_##S(const void *const *operands, void *result, size_t count) {      \
    const T *x = operands[0];                                                          \
    T *out = result;                                                                   \
    size_t blocks = count / (WIDTH / sizeof(T)), done = blocks * (WIDTH / sizeof(T));  \
    name##_blocks_##S(x, out, blocks);                                                 \
    if (done < count) {                                                                \
      PADDED(T, rest, x)                                                               \
      name##_blocks_##S(rest, rest, 1);                                                \
      memcpy(out + done, rest, (count - done) * sizeof(T));                            \
    }                                                                                  \
  }
#define MAP_2(name, S, T)                                                              \
  void pf_##name##_##S(const void *const *operands, void *result, size_t count) {      \
    const T *x = operands[0], *y = operands[1];                                        \
    T *out = result;                                                                   \
    size_t blocks = count / (WIDTH / sizeof(T)), done = blocks * (WIDTH / sizeof(T));  \
    name##_blocks_##S(x, y, out, blocks);                                              \
    if (done < count) {                                                                \
      PADDED(T, rest, x)                                                               \
      PADDED(T, other, y)                                                              \
      name##_blocks_##S(rest, other, rest, 1);                                         \
      memcpy(out + done, rest, (count - done) * sizeof(T));                            \
    }                                                                                  \
  }

#define SLEEF_1(name, e)                                                               \
  DECLARE_WIDE(name, e)                                                                \
  BLOCKS_1(name, f32, float, Sleef_##name##f4_##e, Sleef_##name##f8_##e##avx2)         \
  BLOCKS_1(name, f64, double, Sleef_##name##d2_##e, Sleef_##name##d4_##e##avx2)        \
  MAP_1(name, f32, float)                                                              \
  MAP_1(name, f64, double)
#define SLEEF_2(name, e)                                                               \
  DECLARE_WIDE(name, e)                                                                \
  BLOCKS_2(name, f32, float, Sleef_##name##f4_##e, Sleef_##name##f8_##e##avx2)         \
  BLOCKS_2(name, f64, double, Sleef_##name##d2_##e, Sleef_##name##d4_##e##avx2)        \
  MAP_2(name, f32, float)                                                              \
  MAP_2(name, f64, double)

#define SLEEF_F64(name, e)                                                             \
  DECLARE_WIDE(name, e)                                                                \
  BLOCKS_1(name, f64, double, Sleef_##name##d2_##e, Sleef_##name##d4_##e##avx2)        \
  MAP_1(name, f64, double)

SLEEF_F64(exp, u10) SLEEF_F64(log, u10) SLEEF_F64(tanh, u10) SLEEF_F64(erf, u10)
SLEEF_1(expm1, u10) SLEEF_1(exp2, u10) SLEEF_1(log2, u10) SLEEF_1(log10, u10)
SLEEF_1(sin, u10) SLEEF_1(cos, u10) SLEEF_1(tan, u10) SLEEF_1(asin, u10) SLEEF_1(acos, u10) SLEEF_1(atan, u10)
SLEEF_1(sinh, u10) SLEEF_1(cosh, u10) SLEEF_1(erfc, u15)
SLEEF_2(pow, u10) SLEEF_2(atan2, u10) SLEEF_2(hypot, u05)

// log1p: SLEEF's gives infinity far below the largest number; from 1e18 on, log1p(x) rounds to log(x).
DECLARE_WIDE(log1p, u10)
BLOCKS_1(sleef_log1p, f32, float, Sleef_log1pf4_u10, Sleef_log1pf8_u10avx2)
BLOCKS_1(sleef_log1p, f64, double, Sleef_log1pd2_u10, Sleef_log1pd4_u10avx2)

// The composed functions work on tiles that stay in the first cache.
#define TILE 512
#define COMPOSED(S, T, fabs)                                                               \
  static void log1p_blocks_##S(const T *x, T *result, size_t blocks) {                     \
    size_t lanes = WIDTH / sizeof(T);                                                      \
    for (size_t i = 0; i < blocks; i++, x += lanes, result += lanes) {                     \
      int large = 0;                                                                       \
      for (size_t j = 0; j < lanes; j++) large |= x[j] > (T)1e18;                          \
      T logs[WIDTH / sizeof(T)];                                                           \
      const void *block[] = {x};                                                           \
      if (large) pf_log_##S(block, logs, lanes);                                           \
      T x_kept[WIDTH / sizeof(T)];                                                         \
      memcpy(x_kept, x, WIDTH);                                                            \
      sleef_log1p_blocks_##S(x, result, 1);                                                \
      for (size_t j = 0; large && j < lanes; j++)                                          \
        if (x_kept[j] > (T)1e18) result[j] = logs[j];                                      \
    }                                                                                      \
  }                                                                                        \
  MAP_1(log1p, S, T)                                                                       \
  PF_CLONES static void negative_magnitude_##S(const T *x, T *out, size_t count) {         \
    PF_EACH(i, count) out[i] = -fabs(x[i]);                                                \
  }                                                                                        \
  PF_CLONES static void add_positive_part_##S(const T *x, const T *y, T *out, size_t n) {  \
    PF_EACH(i, n) out[i] = (x[i] > 0 || x[i] != x[i] ? x[i] : 0) + y[i];                   \
  }                                                                                        \
  /* max(x, 0) + log1p(exp(-|x|)): nothing overflows. */                                   \
  void pf_softplus_##S(const void *const *operands, void *result, size_t count) {          \
    const T *x = operands[0];                                                              \
    T *out = result, tile[TILE];                                                           \
    for (size_t start = 0; start < count; start += TILE) {                                 \
      size_t n = count - start < TILE ? count - start : TILE;                              \
      const void *tile_operand[] = {tile};                                                 \
      negative_magnitude_##S(x + start, tile, n);                                          \
      pf_exp_##S(tile_operand, tile, n);                                                   \
      pf_log1p_##S(tile_operand, tile, n);                                                 \
      add_positive_part_##S(x + start, tile, out + start, n);                              \
    }                                                                                      \
  }
COMPOSED(f32, float, fabsf)
COMPOSED(f64, double, fabs)

PF_CLONES static void negate(const double *x, double *out, size_t count) {
  PF_EACH(i, count) out[i] = -x[i];
}

PF_CLONES static void one_over_one_plus(const double *x, double *out, size_t count) {
  PF_EACH(i, count) out[i] = 1 / (1 + x[i]);
}

void pf_sigmoid_f64(const void *const *operands, void *result, size_t count) {
  const double *x = operands[0];
  double *out = result, tile[TILE];
  for (size_t start = 0; start < count; start += TILE) {
    size_t n = count - start < TILE ? count - start : TILE;
    const void *tile_operand[] = {tile};
    negate(x + start, tile, n);
    pf_exp_f64(tile_operand, tile, n);
    one_over_one_plus(tile, out + start, n);
  }
}

// By the C library: SLEEF's asinh and acosh give infinity from the square root of the largest number on, and lgamma_r alone is both
// exact and free of the global `signgam`.
#define SCALAR(name, S, T, expression)                                              \
  void pf_##name##_##S(const void *const *operands, void *result, size_t count) {   \
    const T *xs = operands[0];                                                      \
    T *out = result;                                                                \
    int sign;                                                                       \
    (void)sign;                                                                     \
    for (size_t i = 0; i < count; i++) { T x = xs[i]; out[i] = (expression); }      \
  }
extern float lgammaf_r(float, int *);
extern double lgamma_r(double, int *);
SCALAR(asinh, f32, float, asinhf(x)) SCALAR(asinh, f64, double, asinh(x))
SCALAR(acosh, f32, float, acoshf(x)) SCALAR(acosh, f64, double, acosh(x))
SCALAR(atanh, f32, float, atanhf(x)) SCALAR(atanh, f64, double, atanh(x))
SCALAR(lgamma, f32, float, lgammaf_r(x, &sign)) SCALAR(lgamma, f64, double, lgamma_r(x, &sign))
