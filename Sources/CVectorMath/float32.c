// exp, log, tanh, sigmoid and erf in float32, as loops that the compiler turns into vectors: two to four times as fast as by calls into a
// library, since constants stay in registers and elements overlap. Largest errors, over every 37th float, in units in the last place:
// exp 0.98, log 0.79, tanh 2.52, sigmoid 2.31 (exp's, twice where a sum is halved), erf 4.91
// (5.58 without fused multiply-adds). XLA's are 4.48 for tanh and 5.58 for erf.
//
// Long polynomials are evaluated in halves of halves: their steps would wait for each other.
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

// The positive `magnitude`, or its negative where `x` is.
PF_INLINE float with_sign_of(float magnitude, float x) {
  return from_bits(to_bits(magnitude) | (to_bits(x) & 0x80000000u));
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

// em1 / (em1 + 2) with em1 = exp(2|x|) - 1 = 2^k (p + 1) - 1, where |x| = k ln 2 / 2 + r and p = exp(2r) - 1, a polynomial that was fitted
// to the least largest error by weighted least squares on Chebyshev points. Half of ln 2 is in one part: its error grows with k, and what
// it does to the result shrinks faster. From 10 on it is 1.
PF_INLINE float tanh_of(float x) {
  float a = fabsf(x);
  a = a > 10.0f ? 10.0f : a;
  float shifted = a * 2.88539004f + 12582912.0f, k = shifted - 12582912.0f;
  float r = a - k * 0.34657359f, r2 = r * r;
  float q = 8.884812e-02f * r2 + (2.6772866e-01f * r + 6.666752e-01f);
  q = q * r2 + (1.3333235f * r + 1.9999999f);
  float p = q * r2 + (r + r), s = from_bits((to_bits(shifted) << 23) + 0x3F800000u);
  float em1 = s * p + (s - 1.0f);
  return with_sign_of(em1 / (em1 + 2.0f), x);
}

PF_INLINE float sigmoid_of(float x) { return 1.0f / (1.0f + exp_of(-x)); }

// x / 2^scale = 2^k (1 + f) with 1 + f between sqrt(1/2) and sqrt(2), for a positive normal x; the polynomial is Cephes' (logf).
PF_INLINE float scaled_log_of(float x, int32_t scale) {
  uint32_t bits = to_bits(x) + (0x3F800000u - 0x3F3504F3u);
  float k = (float)((int32_t)(bits >> 23) - (127 + scale));
  float f = from_bits((bits & 0x007FFFFFu) + 0x3F3504F3u) - 1.0f, z = f * f;
  float p = 7.03768363e-2f * z + (0.116769987f - 0.115146103f * f);
  p = p * z + (0.142493228f - 0.124201408f * f);
  float q = (0.200007148f - 0.166680577f * f) * z + (0.333333313f - 0.249999940f * f);
  float y = (p * (z * z) + q) * f * z;
  y = y - k * 2.12194440e-4f;
  y = f + (y - 0.5f * z);
  return y + k * 0.693359375f;
}

PF_INLINE float normal_log_of(float x) { return scaled_log_of(x, 0); }

PF_INLINE float log_of(float x) {
  int is_tiny = x < 1.17549435e-38f;
  float y = scaled_log_of(is_tiny ? x * 8388608.0f : x, is_tiny ? 23 : 0);
  y = x > 0.0f ? y : x == 0.0f ? -INFINITY : NAN;
  return x < INFINITY ? y : x;
}

// x P(x²) / Q(x²), fitted to the least largest relative error by weighted least squares on Chebyshev points of 0...3.92, from where on it is 1:
// a little further the quotient is greater.
PF_INLINE float erf_of(float x) {
  float limited = x > 4.1f ? 4.1f : x;
  limited = limited < -4.1f ? -4.1f : limited;
  float z = limited * limited;
  float p = 2.30380523e-4f * z + 3.58112366e-3f;
  p = p * z + 5.14985397e-2f;
  p = p * z + 0.189718917f;
  p = p * z + 1.12837911f;
  float q = 2.31594713e-5f - 1.1221001e-7f * z;
  q = q * z + 1.05381082e-3f;
  q = q * z + 1.44266058e-2f;
  q = q * z + 0.112799644f;
  q = q * z + 0.501466453f;
  q = q * z + 1.0f;
  float y = limited * p / q;
  y = y > 1.0f ? 1.0f : y;
  return y < -1.0f ? -1.0f : y;
}

// So many vectors at a time, measured: the steps of one wait for each other, those of several do not.
#define EACH(i, count) \
  _Pragma("clang loop vectorize(assume_safety) interleave_count(4)") for (size_t i = 0; i < (count); i++)

#define FLOAT32_MAP(name)                                                                             \
  PF_FUSING_CLONES void pf_##name##_f32(const void *const *operands, void *result, size_t count) {    \
    const float *xs = operands[0];                                                                    \
    float *out = result;                                                                              \
    EACH(i, count) out[i] = name##_of(xs[i]);                                                         \
  }
FLOAT32_MAP(exp)
FLOAT32_MAP(tanh)
FLOAT32_MAP(sigmoid)
FLOAT32_MAP(erf)

// Elements that two loops go over one after the other.
#define CHUNK 128

// What all but positive normal numbers need costs as much as the logarithm itself; it gives the same for those.
PF_INLINE void log_chunk(const float *x, float *out, size_t count) {
  uint32_t is_special = 0;
  EACH(i, count) is_special |= to_bits(x[i]) - 0x00800000u >= 0x7F000000u;
  if (is_special) {
    EACH(i, count) out[i] = log_of(x[i]);
  } else {
    EACH(i, count) out[i] = normal_log_of(x[i]);
  }
}

PF_FUSING_CLONES void pf_log_f32(const void *const *operands, void *result, size_t count) {
  const float *xs = operands[0];
  float *out = result;
  for (size_t start = 0; start < count; start += CHUNK)
    log_chunk(xs + start, out + start, count - start < CHUNK ? count - start : CHUNK);
}
