#include "loops.h"
#include <math.h>

#define UNARY(name, suffix, T, expression)                                                          \
  PF_CLONES void pf_##name##_##suffix(const void *const *operands, void *result, size_t count) {    \
    const T *xs = operands[0];                                                                      \
    T *out = result;                                                                                \
    PF_EACH(i, count) { T x = xs[i]; out[i] = (expression); }                                       \
  }
#define BINARY(name, suffix, T, R, expression)                                                      \
  PF_CLONES void pf_##name##_##suffix(const void *const *operands, void *result, size_t count) {    \
    const T *xs = operands[0], *ys = operands[1];                                                   \
    R *out = result;                                                                                \
    PF_EACH(i, count) { T x = xs[i], y = ys[i]; out[i] = (expression); }                            \
  }

#define ARITHMETIC(S, T, F)                                                         \
  UNARY(relu, S, T, x > 0 || x != x ? x : (T)0)                                      \
  UNARY(neg, S, T, -x)                                                              \
  UNARY(abs, S, T, F(fabs)(x))                                                      \
  UNARY(sign, S, T, x > 0 ? (T)1 : x < 0 ? (T)-1 : x)                               \
  UNARY(square, S, T, x * x)                                                        \
  UNARY(sqrt, S, T, __builtin_elementwise_sqrt(x))                                  \
  UNARY(rsqrt, S, T, 1 / __builtin_elementwise_sqrt(x))                             \
  UNARY(reciprocal, S, T, 1 / x)                                                    \
  UNARY(floor, S, T, F(floor)(x))                                                   \
  UNARY(ceil, S, T, F(ceil)(x))                                                     \
  UNARY(round, S, T, F(rint)(x))                                                    \
  BINARY(add, S, T, T, x + y)                                                       \
  BINARY(sub, S, T, T, x - y)                                                       \
  BINARY(mul, S, T, T, x * y)                                                       \
  BINARY(div, S, T, T, x / y)                                                       \
  BINARY(maximum, S, T, T, x >= y || x != x ? x : y)                                \
  BINARY(minimum, S, T, T, x <= y || x != x ? x : y)                                \
  BINARY(mul_no_nan, S, T, T, y == 0 ? (T)0 : x * y)                                \
  BINARY(div_no_nan, S, T, T, y == 0 ? (T)0 : x / y)                                \
  BINARY(floordiv, S, T, T, F(floor)(x / y))                                        \
  BINARY(greater, S, T, uint8_t, x > y)                                             \
  BINARY(greater_equal, S, T, uint8_t, x >= y)                                      \
  BINARY(less, S, T, uint8_t, x < y)                                                \
  BINARY(less_equal, S, T, uint8_t, x <= y)                                         \
  BINARY(equal, S, T, uint8_t, x == y)                                              \
  BINARY(not_equal, S, T, uint8_t, x != y)

#define SINGLE(name) name##f
#define DOUBLE(name) name
ARITHMETIC(f32, float, SINGLE)
ARITHMETIC(f64, double, DOUBLE)

// fmod is exact; the floored remainder takes the sign of the divisor.
#define MOD(S, T, fmod)                                                                  \
  void pf_mod_##S(const void *const *operands, void *result, size_t count) {             \
    const T *xs = operands[0], *ys = operands[1];                                        \
    T *out = result;                                                                     \
    for (size_t i = 0; i < count; i++) {                                                 \
      T remainder = fmod(xs[i], ys[i]);                                                  \
      out[i] = remainder != 0 && (remainder < 0) != (ys[i] < 0) ? remainder + ys[i] : remainder; \
    }                                                                                    \
  }
MOD(f32, float, fmodf)
MOD(f64, double, fmod)

#define WHERE(S, T)                                                                                  \
  PF_CLONES void pf_where_##S(const void *const *operands, void *result, size_t count) {             \
    const uint8_t *condition = operands[0];                                                          \
    const T *xs = operands[1], *ys = operands[2];                                                    \
    T *out = result;                                                                                 \
    PF_EACH(i, count) out[i] = condition[i] ? xs[i] : ys[i];                                         \
  }
WHERE(f32, float)
WHERE(f64, double)

BINARY(logical_and_bytes, u8, uint8_t, uint8_t, x & y)
BINARY(logical_or_bytes, u8, uint8_t, uint8_t, x | y)
UNARY(logical_not_bytes, u8, uint8_t, !x)
void pf_logical_and(const void *const *o, void *r, size_t n) { pf_logical_and_bytes_u8(o, r, n); }
void pf_logical_or(const void *const *o, void *r, size_t n) { pf_logical_or_bytes_u8(o, r, n); }
void pf_logical_not(const void *const *o, void *r, size_t n) { pf_logical_not_bytes_u8(o, r, n); }
