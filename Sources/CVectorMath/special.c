// Special functions, element by element, computed in double for both types. Speed is not what they are for.
#include "loops.h"
#include <math.h>
#include <stdint.h>

#define PI 3.14159265358979323846

// The quotient of two polynomials of degree 7, highest coefficients last.
static double rational(double r, const double *p, const double *q) {
  double numerator = p[7], denominator = q[7];
  for (int i = 6; i >= 0; i--) {
    numerator = numerator * r + p[i];
    denominator = denominator * r + q[i];
  }
  return numerator / denominator;
}

// The quantile of the normal distribution at 1/2 + q, where `tail` is the smaller of that and its complement: M. J. Wichura,
// "Algorithm AS 241: The percentage points of the normal distribution", 1988 (PPND16, about 16 digits).
static double normal_quantile(double q, double tail) {
  static const double center_p[] = {3.387132872796366608,     133.14166789178437745, 1971.5909503065514427,
                                    13731.693765509461125,    45921.953931549871457, 67265.770927008700853,
                                    33430.575583588128105,    2509.0809287301226727};
  static const double center_q[] = {1,                     42.313330701600911252, 687.1870074920579083,
                                    5394.1960214247511077, 21213.794301586595867, 39307.89580009271061,
                                    28729.085735721942674, 5226.495278852854561};
  static const double near_p[] = {1.42343711074968357734,   4.6303378461565452959,   5.7694972214606914055,
                                  3.64784832476320460504,   1.27045825245236838258,  0.24178072517745061177,
                                  0.0227238449892691845833, 7.7454501427834140764e-4};
  static const double near_q[] = {1,                        2.05319162663775882187,  1.6763848301838038494,
                                  0.68976733498510000455,   0.14810397642748007459,  0.0151986665636164571966,
                                  5.475938084995344946e-4,  1.05075007164441684324e-9};
  static const double far_p[] = {6.6579046435011037772,    5.4637849111641143699,   1.7848265399172913358,
                                 0.29656057182850489123,   0.026532189526576123093, 0.0012426609473880784386,
                                 2.71155556874348757815e-5, 2.01033439929228813265e-7};
  static const double far_q[] = {1,                        0.59983220655588793769,  0.13692988092273580531,
                                 0.0148753612908506148525, 7.868691311456132591e-4, 1.8463183175100546818e-5,
                                 1.4215117583164458887e-7, 2.04426310338993978564e-15};
  if (!(tail >= 0)) return NAN;
  if (tail == 0) return copysign(INFINITY, q);
  if (fabs(q) <= 0.425) return q * rational(0.180625 - q * q, center_p, center_q);
  double r = sqrt(-log(tail));
  return copysign(r <= 5 ? rational(r - 1.6, near_p, near_q) : rational(r - 5, far_p, far_q), q);
}

static double ndtri(double p) { return normal_quantile(p - 0.5, p < 0.5 ? p : 1 - p); }
static double erfinv(double x) { return normal_quantile(x / 2, (1 - fabs(x)) / 2) * 0.70710678118654752440; }

// The n-th derivative of π cot(πx): a polynomial in the cotangent c, whose derivative is -π (1 + c²).
#define MAX_ORDER 64
static double cotangent_derivative(int n, double x) {
  double p[MAX_ORDER + 3] = {0, 1}, c = 1 / tan(PI * (x - round(x)));
  for (int k = 0; k < n; k++) {
    double next[MAX_ORDER + 3] = {0};
    for (int i = 1; i <= k + 1; i++) {
      next[i - 1] -= i * p[i];
      next[i + 1] -= i * p[i];
    }
    for (int i = 0; i <= k + 2; i++) p[i] = next[i];
  }
  double sum = 0;
  for (int i = n + 1; i >= 0; i--) sum = sum * c + p[i];
  return sum * pow(PI, n + 1);
}

// The n-th derivative of digamma: recurrence up to where the asymptotic series converges, reflection for negative x.
// Abramowitz and Stegun, "Handbook of Mathematical Functions", 6.4.6, 6.4.7, 6.4.11.
static double polygamma(int n, double x) {
  static const double bernoulli[] = {1. / 6,        -1. / 30,     1. / 42,        -1. / 30,       5. / 66,         -691. / 2730,
                                     7. / 6,        -3617. / 510, 43867. / 798,   -174611. / 330, 854513. / 138,   -236364091. / 2730};
  if (n > MAX_ORDER || x != x || x == -INFINITY) return NAN;
  if (x == INFINITY) return n == 0 ? INFINITY : 0;
  if (x <= 0 && x == floor(x)) return n % 2 ? INFINITY : NAN;
  if (x < 0) return (n % 2 ? -1 : 1) * polygamma(n, 1 - x) - cotangent_derivative(n, x);
  double factorial = tgamma(n + 1.), shifted = 0;
  for (; x < 20 + n; x++) shifted += 1 / pow(x, n + 1);
  double tail = n == 0 ? -log(x) : factorial / n / pow(x, n);
  tail += factorial / (2 * pow(x, n + 1));
  double term = n == 0 ? 1 / (2 * x * x) : factorial * (n + 1) / (2 * pow(x, n + 2));
  for (int k = 1; k <= 12; k++) {
    tail += bernoulli[k - 1] * term;
    term *= (2. * k + n) * (2 * k + n + 1) / ((2. * k + 1) * (2 * k + 2)) / (x * x);
  }
  return (n % 2 ? 1 : -1) * (tail + factorial * shifted);
}

// exp(-|x|) times the modified Bessel function I_n(x): its power series, whose terms all have one sign, or its asymptotic series.
// Abramowitz and Stegun, 9.6.10 and 9.7.1.
static double bessel_ie(int n, double x) {
  double a = fabs(x), sum, term;
  if (a <= fmin(30 + n * n, 600)) {
    term = 1;
    for (int k = 1; k <= n; k++) term *= a / 2 / k;
    sum = term;
    for (int k = 1; term > sum * 1e-18; k++) sum += term *= a * a / 4 / k / (k + n);
    sum *= exp(-a);
  } else {
    sum = term = 1;
    for (int k = 1; k < 30; k++) {
      double factor = -(4. * n * n - (2. * k - 1) * (2. * k - 1)) / (k * 8. * a);
      if (fabs(factor) >= 1 && k > n) break;
      sum += term *= factor;
    }
    sum /= sqrt(2 * PI * a);
  }
  return x < 0 && n % 2 ? -sum : sum;
}

// The n-th derivative of sin(u)/u at u = πx, times πⁿ: integrals of tⁿ cos(ut) and tⁿ sin(ut) over [0, 1] by parts, or a power series
// where that would cancel.
static double sinc_derivative(int n, double x) {
  double u = PI * x, value = 0;
  if (fabs(u) > n + 1) {
    double whole = round(x), sign = fmod(whole, 2) == 0 ? 1 : -1;
    double sine = sign * sin(PI * (x - whole)) / u, cosine = sign * cos(PI * (x - whole)) / u;
    double a = sine, b = 1 / u - cosine;
    for (int k = 1; k <= n; k++) {
      double next = sine - k / u * b;
      b = k / u * a - cosine;
      a = next;
    }
    value = n % 2 ? (n % 4 == 1 ? -b : b) : n % 4 == 0 ? a : -a;
  } else {
    int first = (n + 1) / 2;
    double power = n % 2 ? u : 1;
    for (int k = first; k < first + 60; k++) {
      value += (k % 2 ? -power : power) / (2 * k + 1);
      power *= u * u / (2. * k - n + 1) / (2. * k - n + 2);
    }
  }
  return value * pow(PI, n);
}

#define SPECIAL(name, S, T)                                                          \
  void pf_##name##_##S(const void *const *operands, void *result, size_t count) {    \
    const T *x = operands[0];                                                        \
    T *out = result;                                                                 \
    for (size_t i = 0; i < count; i++) out[i] = (T)name(x[i]);                       \
  }
SPECIAL(erfinv, f32, float) SPECIAL(erfinv, f64, double)
SPECIAL(ndtri, f32, float) SPECIAL(ndtri, f64, double)

#define ORDERED(name, S, T)                                                          \
  void pf_##name##_##S(const T *x, T *out, size_t count, int order) {                \
    for (size_t i = 0; i < count; i++) out[i] = (T)name(order, x[i]);                \
  }
ORDERED(polygamma, f32, float) ORDERED(polygamma, f64, double)
ORDERED(bessel_ie, f32, float) ORDERED(bessel_ie, f64, double)
ORDERED(sinc_derivative, f32, float) ORDERED(sinc_derivative, f64, double)
