// Loops over contiguous arrays, in float32 (`_f32`) and float64 (`_f64`). Nothing here allocates, and the value written for an
// element depends on that element alone, never on its position: a tiled run gives the bits of a whole run.
// Arrays may coincide exactly (in place); they may not overlap otherwise.
#pragma once
#include <stddef.h>
#include <stdint.h>

// Every elementwise operation is one of these: `operands` are the arrays, `result` receives `count` elements.
typedef void (*pf_map)(const void *const *operands, void *result, size_t count);

#define PF_UNARY_ARITHMETIC(X) \
  X(relu) X(neg) X(abs) X(sign) X(square) X(sqrt) X(rsqrt) X(reciprocal) X(floor) X(ceil) X(round)
#define PF_UNARY_TRANSCENDENTAL(X)                                                                                 \
  X(exp) X(expm1) X(exp2) X(log) X(log1p) X(log2) X(log10) X(sin) X(cos) X(tan) X(asin) X(acos) X(atan) X(sinh)    \
  X(cosh) X(tanh) X(asinh) X(acosh) X(atanh) X(erf) X(erfc) X(lgamma) X(sigmoid) X(softplus) \
  X(erfinv) X(ndtri)
#define PF_BINARY_ARITHMETIC(X) \
  X(add) X(sub) X(mul) X(div) X(maximum) X(minimum) X(mul_no_nan) X(div_no_nan) X(floordiv) X(mod)
#define PF_BINARY_TRANSCENDENTAL(X) X(pow) X(atan2) X(hypot)
// Comparisons write one byte, 0 or 1, per element.
#define PF_COMPARISON(X) X(greater) X(greater_equal) X(less) X(less_equal) X(equal) X(not_equal)

#define PF_DECLARE_MAP(name)                                                      \
  void pf_##name##_f32(const void *const *operands, void *result, size_t count);  \
  void pf_##name##_f64(const void *const *operands, void *result, size_t count);
PF_UNARY_ARITHMETIC(PF_DECLARE_MAP)
PF_UNARY_TRANSCENDENTAL(PF_DECLARE_MAP)
PF_BINARY_ARITHMETIC(PF_DECLARE_MAP)
PF_BINARY_TRANSCENDENTAL(PF_DECLARE_MAP)
PF_COMPARISON(PF_DECLARE_MAP)
// operands: condition (bytes), x, y
PF_DECLARE_MAP(where)
#undef PF_DECLARE_MAP

// Families by order: the derivatives of digamma, exp(-|x|) I_n(x), the derivatives of sin(πx)/(πx).
#define PF_DECLARE_ORDERED(name)                                              \
  void pf_##name##_f32(const float *x, float *result, size_t count, int order);    \
  void pf_##name##_f64(const double *x, double *result, size_t count, int order);
PF_DECLARE_ORDERED(polygamma)
PF_DECLARE_ORDERED(bessel_ie)
PF_DECLARE_ORDERED(sinc_derivative)
#undef PF_DECLARE_ORDERED

void pf_logical_and(const void *const *operands, void *result, size_t count);
void pf_logical_or(const void *const *operands, void *result, size_t count);
void pf_logical_not(const void *const *operands, void *result, size_t count);

// A chain: operations of arithmetic in a row on the value so far, which stays in registers. Each step is of `count` elements from element
// `start` on; the first step loads and the last one stores.
#define PF_CHAIN_OPERATIONS(BINARY, UNARY)                                            \
  BINARY(ADD) BINARY(SUB) BINARY(MUL) BINARY(DIV) BINARY(MAXIMUM) BINARY(MINIMUM)     \
  UNARY(RELU) UNARY(NEG) UNARY(ABS) UNARY(SQUARE) UNARY(SQRT) UNARY(RSQRT) UNARY(RECIPROCAL)
#define PF_ENUMERATE(name) PF_CHAIN_##name,
enum pf_chain_operation { PF_CHAIN_LOAD, PF_CHAIN_STORE, PF_CHAIN_OPERATIONS(PF_ENUMERATE, PF_ENUMERATE) };
#undef PF_ENUMERATE

// `reversed`: the value so far is the second operand. `one`: the other operand is one number, not an array.
#define PF_CHAIN_CODE(operation, reversed, one) ((operation) * 4u + (reversed) * 2u + (one))
static inline uint32_t pf_chain_code(enum pf_chain_operation operation, int reversed, int one) {
  return PF_CHAIN_CODE((uint32_t)operation, reversed ? 1u : 0u, one ? 1u : 0u);
}

// The operand lies `start` times `stride` bytes behind the address in `slot` of a table.
struct pf_chain_step { uint32_t code, slot, stride; };
// `places` has room for an address for each step.
void pf_chain_f32(const struct pf_chain_step *steps, size_t step_count, void *const *table, const void **places,
                  size_t start, size_t count);
void pf_chain_f64(const struct pf_chain_step *steps, size_t step_count, void *const *table, const void **places,
                  size_t start, size_t count);

// Reductions of an array of shape [outer, middle, inner] over its middle axis into [outer, inner].
// A sum adds in a fixed tree, so that its error grows with the logarithm of `middle`. The maximum and minimum of no elements are
// -infinity and infinity; a NaN among the elements is the result.
#define PF_DECLARE_REDUCE(name)                                                                            \
  void pf_reduce_##name##_f32(const float *x, float *result, size_t outer, size_t middle, size_t inner);   \
  void pf_reduce_##name##_f64(const double *x, double *result, size_t outer, size_t middle, size_t inner);
PF_DECLARE_REDUCE(sum)
PF_DECLARE_REDUCE(max)
PF_DECLARE_REDUCE(min)
PF_DECLARE_REDUCE(prod)
#undef PF_DECLARE_REDUCE

// Row-major c = op(a) · op(b), or c += where `adds`; no extent is above PF_SMALL_EXTENT.
#define PF_SMALL_EXTENT 64
struct pf_small_product { size_t m, n, k; int transpose_a, transpose_b; };
void pf_small_product_f32(const struct pf_small_product *shape, const void *a, const void *b, void *c, int adds);
void pf_small_product_f64(const struct pf_small_product *shape, const void *a, const void *b, void *c, int adds);

// Copies an array of `rank` <= 16 axes between two strided layouts; strides are in elements and may be 0 (source only) or negative.
void pf_move(void *result, const int64_t *result_strides, const void *x, const int64_t *x_strides, const int64_t *shape,
             int64_t rank, size_t element_size);

// Fills `count` elements of `element_size` (1, 4 or 8) bytes with the element at `x`.
void pf_fill(void *result, const void *x, size_t count, size_t element_size);
