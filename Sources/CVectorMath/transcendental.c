// Transcendental functions over arrays, by SLEEF: 256-bit vectors where the processor has AVX2, 128-bit vectors otherwise.
#include "loops.h"
#include <math.h>

#if defined(__x86_64__)
#include <immintrin.h>
#define WIDE __attribute__((target("avx2,fma")))

// <sleef.h> shows the 256-bit functions only to files compiled for AVX; these are its declarations.
#define SLEEF_1(f, e)                                         \
  WIDE extern __m256 Sleef_##f##f8_##e##avx2(__m256);         \
  WIDE extern __m256d Sleef_##f##d4_##e##avx2(__m256d);       \
  extern __m128 Sleef_##f##f4_##e(__m128);                    \
  extern __m128d Sleef_##f##d2_##e(__m128d);
#define SLEEF_2(f, e)                                                 \
  WIDE extern __m256 Sleef_##f##f8_##e##avx2(__m256, __m256);         \
  WIDE extern __m256d Sleef_##f##d4_##e##avx2(__m256d, __m256d);      \
  extern __m128 Sleef_##f##f4_##e(__m128, __m128);                    \
  extern __m128d Sleef_##f##d2_##e(__m128d, __m128d);
SLEEF_1(exp, u10) SLEEF_1(expm1, u10) SLEEF_1(exp2, u10) SLEEF_1(log, u10) SLEEF_1(log2, u10) SLEEF_1(log10, u10)
SLEEF_1(log1p, u10) SLEEF_1(sin, u10) SLEEF_1(cos, u10) SLEEF_1(tan, u10) SLEEF_1(asin, u10) SLEEF_1(acos, u10)
SLEEF_1(atan, u10) SLEEF_1(sinh, u10) SLEEF_1(cosh, u10) SLEEF_1(tanh, u10) SLEEF_1(erf, u10) SLEEF_1(erfc, u15)
SLEEF_2(pow, u10) SLEEF_2(atan2, u10) SLEEF_2(hypot, u05)

#define LOOP(name) wide_##name##_f32
#define TARGET WIDE
#define T float
#define V __m256
#define LANES 8
#define SLEEF(f, e) Sleef_##f##f8_##e##avx2
#define LOAD(p) _mm256_loadu_ps(p)
#define STORE(p, v) _mm256_storeu_ps(p, v)
#define SPLAT(c) _mm256_set1_ps(c)
#define NEG(x) _mm256_xor_ps(x, _mm256_set1_ps(-0.0f))
#define ABS(x) _mm256_andnot_ps(_mm256_set1_ps(-0.0f), x)
#define MAX(x, y) _mm256_max_ps(x, y)
#define ADD(x, y) _mm256_add_ps(x, y)
#define DIV(x, y) _mm256_div_ps(x, y)
#define SELECT_GREATER(x, y, a, b) _mm256_blendv_ps(b, a, _mm256_cmp_ps(x, y, _CMP_GT_OQ))
#include "vector_loops.inc"

#define LOOP(name) wide_##name##_f64
#define TARGET WIDE
#define T double
#define V __m256d
#define LANES 4
#define SLEEF(f, e) Sleef_##f##d4_##e##avx2
#define LOAD(p) _mm256_loadu_pd(p)
#define STORE(p, v) _mm256_storeu_pd(p, v)
#define SPLAT(c) _mm256_set1_pd(c)
#define NEG(x) _mm256_xor_pd(x, _mm256_set1_pd(-0.0))
#define ABS(x) _mm256_andnot_pd(_mm256_set1_pd(-0.0), x)
#define MAX(x, y) _mm256_max_pd(x, y)
#define ADD(x, y) _mm256_add_pd(x, y)
#define DIV(x, y) _mm256_div_pd(x, y)
#define SELECT_GREATER(x, y, a, b) _mm256_blendv_pd(b, a, _mm256_cmp_pd(x, y, _CMP_GT_OQ))
#include "vector_loops.inc"

#define LOOP(name) narrow_##name##_f32
#define TARGET
#define T float
#define V __m128
#define LANES 4
#define SLEEF(f, e) Sleef_##f##f4_##e
#define LOAD(p) _mm_loadu_ps(p)
#define STORE(p, v) _mm_storeu_ps(p, v)
#define SPLAT(c) _mm_set1_ps(c)
#define NEG(x) _mm_xor_ps(x, _mm_set1_ps(-0.0f))
#define ABS(x) _mm_andnot_ps(_mm_set1_ps(-0.0f), x)
#define MAX(x, y) _mm_max_ps(x, y)
#define ADD(x, y) _mm_add_ps(x, y)
#define DIV(x, y) _mm_div_ps(x, y)
#define SELECT_GREATER(x, y, a, b) \
  _mm_or_ps(_mm_and_ps(_mm_cmpgt_ps(x, y), a), _mm_andnot_ps(_mm_cmpgt_ps(x, y), b))
#include "vector_loops.inc"

#define LOOP(name) narrow_##name##_f64
#define TARGET
#define T double
#define V __m128d
#define LANES 2
#define SLEEF(f, e) Sleef_##f##d2_##e
#define LOAD(p) _mm_loadu_pd(p)
#define STORE(p, v) _mm_storeu_pd(p, v)
#define SPLAT(c) _mm_set1_pd(c)
#define NEG(x) _mm_xor_pd(x, _mm_set1_pd(-0.0))
#define ABS(x) _mm_andnot_pd(_mm_set1_pd(-0.0), x)
#define MAX(x, y) _mm_max_pd(x, y)
#define ADD(x, y) _mm_add_pd(x, y)
#define DIV(x, y) _mm_div_pd(x, y)
#define SELECT_GREATER(x, y, a, b) \
  _mm_or_pd(_mm_and_pd(_mm_cmpgt_pd(x, y), a), _mm_andnot_pd(_mm_cmpgt_pd(x, y), b))
#include "vector_loops.inc"

// Decided once, before main: a plan holds these functions by address.
static int wide;
__attribute__((constructor)) static void choose_width(void) {
  __builtin_cpu_init();
  wide = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
}
#define CHOOSE(name, S) wide ? wide_##name##_##S(operands, result, count) : narrow_##name##_##S(operands, result, count)

#elif defined(__aarch64__)
#include <arm_neon.h>
#include <sleef.h>

#define LOOP(name) narrow_##name##_f32
#define TARGET
#define T float
#define V float32x4_t
#define LANES 4
#define SLEEF(f, e) Sleef_##f##f4_##e
#define LOAD(p) vld1q_f32(p)
#define STORE(p, v) vst1q_f32(p, v)
#define SPLAT(c) vdupq_n_f32(c)
#define NEG(x) vnegq_f32(x)
#define ABS(x) vabsq_f32(x)
#define MAX(x, y) vmaxq_f32(x, y)
#define ADD(x, y) vaddq_f32(x, y)
#define DIV(x, y) vdivq_f32(x, y)
#define SELECT_GREATER(x, y, a, b) vbslq_f32(vcgtq_f32(x, y), a, b)
#include "vector_loops.inc"

#define LOOP(name) narrow_##name##_f64
#define TARGET
#define T double
#define V float64x2_t
#define LANES 2
#define SLEEF(f, e) Sleef_##f##d2_##e
#define LOAD(p) vld1q_f64(p)
#define STORE(p, v) vst1q_f64(p, v)
#define SPLAT(c) vdupq_n_f64(c)
#define NEG(x) vnegq_f64(x)
#define ABS(x) vabsq_f64(x)
#define MAX(x, y) vmaxq_f64(x, y)
#define ADD(x, y) vaddq_f64(x, y)
#define DIV(x, y) vdivq_f64(x, y)
#define SELECT_GREATER(x, y, a, b) vbslq_f64(vcgtq_f64(x, y), a, b)
#include "vector_loops.inc"
#define CHOOSE(name, S) narrow_##name##_##S(operands, result, count)
#endif

#define PUBLIC(name)                                                                                                \
  void pf_##name##_f32(const void *const *operands, void *result, size_t count) { CHOOSE(name, f32); }              \
  void pf_##name##_f64(const void *const *operands, void *result, size_t count) { CHOOSE(name, f64); }
PUBLIC(exp) PUBLIC(expm1) PUBLIC(exp2) PUBLIC(log) PUBLIC(log1p) PUBLIC(log2) PUBLIC(log10) PUBLIC(sin) PUBLIC(cos)
PUBLIC(tan) PUBLIC(asin) PUBLIC(acos) PUBLIC(atan) PUBLIC(sinh) PUBLIC(cosh) PUBLIC(tanh) PUBLIC(erf) PUBLIC(erfc)
PUBLIC(sigmoid) PUBLIC(softplus) PUBLIC(pow) PUBLIC(atan2) PUBLIC(hypot)

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
