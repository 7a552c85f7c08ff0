// exp, log, tanh, sigmoid and erf in float32, as loops that the compiler turns into vectors: two to four times as fast as by calls into a
// library, since constants stay in registers and elements overlap. Largest errors, over every 37th float, in units in the last place:
// exp 0.98, log 0.79, tanh 1.31, sigmoid 2.31 (exp's, twice where a sum is halved), erf 1.36.
//
// Here a * b + c is rounded once where the processor can do so, whichever way the element is computed: vectors and the elements that are
// left over give the same bits. A NaN passes through everything, comparisons being false for it.
#include "loops.h"
#include <math.h>
#include <string.h>
#pragma STDC FP_CONTRACT ON

PF_INLINE float from_bits(uint32_t bits) {
  float x;
  memcpy(&x, &bits, sizeof x);
  return x;
}

PF_INLINE uint32_t to_bits(float x) {
  uint32_t bits;
  memcpy(&bits, &x, sizeof bits);
  return bits;
}

// 2^n for -127 < n < 128.
PF_INLINE float power_of_two(int32_t n) { return from_bits((uint32_t)(n + 127) << 23); }

// x = n ln 2 + r with |r| <= ln 2 / 2; gives exp(r), and n. Adding 3 · 2^22 rounds to an integer, which the last bits then are. ln 2 is in
// two parts, the first of which times n is exact. The polynomial is SLEEF's (expf, N. Shibata).
PF_INLINE float reduced_exp(float x, int32_t *n) {
  float shifted = x * 1.44269504f + 12582912.0f, k = shifted - 12582912.0f;
  float r = x - k * 0.693145752f;
  r = r - k * 1.42860677e-6f;
  float p = 1.98527617e-4f;
  p = p * r + 1.39304355e-3f;
  p = p * r + 8.33336078e-3f;
  p = p * r + 4.16664854e-2f;
  p = p * r + 0.166666672f;
  p = p * r + 0.5f;
  *n = (int32_t)(to_bits(shifted) - 0x4B400000u);
  return 1.0f + (r + p * (r * r));
}

// In two factors, since the first and last powers of two are no floats by themselves.
PF_INLINE float exp_of(float x) {
  int32_t n;
  x = x > 89.0f ? 89.0f : x;
  float y = reduced_exp(x < -104.0f ? -104.0f : x, &n);
  return y * power_of_two(n >> 1) * power_of_two(n - (n >> 1));
}

// Below 0.625 Cephes' polynomial (tanhf, S. Moshier), else 1 - 2 / (exp(2|x|) + 1); from 10 on it is 1.
PF_INLINE float tanh_of(float x) {
  int32_t n;
  float a = fabsf(x), z;
  a = a > 10.0f ? 10.0f : a;
  z = a * a;
  float p = -5.70498873e-3f;
  p = p * z + 2.06390888e-2f;
  p = p * z - 5.37397155e-2f;
  p = p * z + 0.133314422f;
  p = p * z - 0.333332819f;
  float near = a + a * (p * z);
  float e = reduced_exp(2 * a, &n) * power_of_two(n);
  return copysignf(a < 0.625f ? near : 1.0f - 2.0f / (e + 1.0f), x);
}

PF_INLINE float sigmoid_of(float x) { return 1.0f / (1.0f + exp_of(-x)); }

// x = 2^k (1 + f) with 1 + f between sqrt(1/2) and sqrt(2); the polynomial is Cephes' (logf). Denormal numbers are scaled first.
PF_INLINE float log_of(float x) {
  int is_tiny = x < 1.17549435e-38f;
  uint32_t bits = to_bits(is_tiny ? x * 8388608.0f : x) + (0x3F800000u - 0x3F3504F3u);
  float k = (float)((int32_t)(bits >> 23) - (is_tiny ? 150 : 127));
  float f = from_bits((bits & 0x007FFFFFu) + 0x3F3504F3u) - 1.0f, z = f * f;
  float p = 7.03768363e-2f;
  p = p * f - 0.115146103f;
  p = p * f + 0.116769987f;
  p = p * f - 0.124201408f;
  p = p * f + 0.142493228f;
  p = p * f - 0.166680577f;
  p = p * f + 0.200007148f;
  p = p * f - 0.249999940f;
  p = p * f + 0.333333313f;
  float y = p * f * z;
  y = y - k * 2.12194440e-4f;
  y = f + (y - 0.5f * z);
  y = y + k * 0.693359375f;
  y = x > 0.0f ? y : x == 0.0f ? -INFINITY : NAN;
  return x < INFINITY ? y : x;
}

// Near zero x + x P(x²), with N. Juffa's coefficients; from 0.93 on a polynomial in |x| - 2.4375, fitted to the least largest error by
// weighted least squares on Chebyshev points; from 3.92 on it is 1.
PF_INLINE float erf_of(float x) {
  float a = fabsf(x), z = x * x, u = (a > 3.92f ? 3.92f : a) - 2.4375f;
  float far = 1.24012649e-6f;
  far = far * u - 3.70799626e-7f;
  far = far * u - 1.83207903e-5f;
  far = far * u + 3.01580603e-5f;
  far = far * u + 7.18734154e-5f;
  far = far * u - 3.17830651e-4f;
  far = far * u + 4.14599868e-4f;
  far = far * u + 3.91887414e-4f;
  far = far * u - 3.00170970e-3f;
  far = far * u + 7.19950162e-3f;
  far = far * u - 1.07024005e-2f;
  far = far * u + 1.07601117e-2f;
  far = far * u - 7.22901896e-3f;
  far = far * u + 2.96566566e-3f;
  far = far * u + 0.999433458f;
  float near = -5.96761703e-4f;
  near = near * z + 4.99119423e-3f;
  near = near * z - 2.67681349e-2f;
  near = near * z + 0.112819925f;
  near = near * z - 0.376125336f;
  near = near * z + 0.128379166f;
  near = near * x + x;
  return a > 0.927734375f ? copysignf(far, x) : near;
}

#define PRAGMA(text) _Pragma(#text)

// So many vectors at a time, measured: the steps of one wait for each other, those of several do not.
#define FLOAT32_MAP(name, vectors)                                                                \
  PF_FUSING_CLONES void pf_##name##_f32(const void *const *operands, void *result, size_t count) {   \
    const float *xs = operands[0];                                                                \
    float *out = result;                                                                          \
    PRAGMA(clang loop vectorize(assume_safety) interleave_count(vectors))                         \
    for (size_t i = 0; i < count; i++) out[i] = name##_of(xs[i]);                                 \
  }
FLOAT32_MAP(exp, 4)
FLOAT32_MAP(log, 4)
FLOAT32_MAP(tanh, 4)
FLOAT32_MAP(sigmoid, 4)
FLOAT32_MAP(erf, 2)
