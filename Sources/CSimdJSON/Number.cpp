#include "Number.hpp"

#include <charconv>
#include <cmath>
#include <limits>
#include <type_traits>

namespace pushforward {

static const uint8_t *digits_end(const uint8_t *text, const uint8_t *end) {
  while (text < end && is_digit(*text)) { ++text; }
  return text;
}

/// Behind at least one digit, or null.
static const uint8_t *some_digits_end(const uint8_t *text, const uint8_t *end) {
  const uint8_t *behind = digits_end(text, end);
  return behind == text ? nullptr : behind;
}

const uint8_t *number_end(const uint8_t *text, const uint8_t *end) {
  if (text < end && *text == '-') { ++text; }
  if (text < end && *text == '0') {
    ++text;
  } else {
    text = some_digits_end(text, end);
  }
  if (text && text < end && *text == '.') { text = some_digits_end(text + 1, end); }
  if (text && text < end && (*text | 0x20) == 'e') {
    ++text;
    if (text < end && (*text == '+' || *text == '-')) { ++text; }
    text = some_digits_end(text, end);
  }
  return text;
}

namespace {

/// A number as sign, significant digits (neither leading nor trailing zeros) and the power of ten of the last one.
/// The digits may be interrupted by the decimal point.
struct Decimal {
  bool negative = false;
  const uint8_t *first = nullptr, *last = nullptr;  // significant digits, both included; null for zero
  int64_t digits = 0;
  int64_t exponent = 0;

  Decimal(const uint8_t *text, const uint8_t *end) {
    negative = text < end && *text == '-';
    int64_t seen = 0, point = -1, last_seen = 0;
    for (text += negative; text < end && (is_digit(*text) || *text == '.'); ++text) {
      if (*text == '.') { point = seen; continue; }
      ++seen;
      if (*text == '0') { continue; }
      if (!first) { first = text; digits = -seen + 1; }
      last = text;
      last_seen = seen;
    }
    if (!first) { return; }
    digits += last_seen;
    exponent = (point < 0 ? seen : point) - last_seen + written_exponent(text, end);
  }

  /// The power of ten of the first significant digit.
  int64_t magnitude() const { return exponent + digits - 1; }

 private:
  /// Saturates far above any length of a text, so that sums with lengths neither overflow nor change their sign.
  static int64_t written_exponent(const uint8_t *text, const uint8_t *end) {
    constexpr int64_t limit = int64_t(1) << 48;
    if (text == end) { return 0; }
    ++text;
    bool minus = text < end && *text == '-';
    if (text < end && !is_digit(*text)) { ++text; }
    int64_t value = 0;
    for (; text < end && is_digit(*text); ++text) {
      if (value < limit) { value = value * 10 + (*text - '0'); }
    }
    return minus ? -value : value;
  }
};

/// The exact integer that a number with a point or an exponent (or too many digits) stands for.
pf_json_status read_integer(const Decimal &number, int64_t &value) {
  if (!number.first) { value = 0; return PF_JSON_OK; }
  if (number.exponent < 0) { return PF_JSON_NOT_INTEGRAL; }
  if (number.magnitude() > 18) { return PF_JSON_OUT_OF_RANGE; }
  uint64_t sum = 0;  // at most 19 digits: below 10^19 < 2^64
  for (const uint8_t *digit = number.first; digit <= number.last; ++digit) {
    if (*digit != '.') { sum = sum * 10 + (*digit - '0'); }
  }
  for (int64_t power = 0; power < number.exponent; ++power) { sum *= 10; }
  const uint64_t limit = uint64_t(std::numeric_limits<int64_t>::max()) + number.negative;
  if (sum > limit) { return PF_JSON_OUT_OF_RANGE; }
  value = number.negative ? int64_t(~sum + 1) : int64_t(sum);
  return PF_JSON_OK;
}

template <typename Float>
pf_json_status read_float(const uint8_t *&text, const uint8_t *end, Float &value) {
  const char *begin = reinterpret_cast<const char *>(text);
  const auto read = std::from_chars(begin, reinterpret_cast<const char *>(end), value);
  const uint8_t *behind = reinterpret_cast<const uint8_t *>(read.ptr);
  if (read.ec == std::errc::result_out_of_range) {
    // Said of overflow and of underflow alike.
    const Decimal number(text, behind);
    if (number.magnitude() > 0) { return PF_JSON_OVERFLOW; }
    value = std::copysign(Float(0), number.negative ? Float(-1) : Float(1));
  }
  text = behind;
  return PF_JSON_OK;
}

template <typename Integer>
pf_json_status read_integral(const uint8_t *&text, const uint8_t *end, Integer &value) {
  int64_t wide = 0;
  const char *begin = reinterpret_cast<const char *>(text);
  const auto read = std::from_chars(begin, reinterpret_cast<const char *>(end), wide);
  const uint8_t *behind = reinterpret_cast<const uint8_t *>(read.ptr);
  const bool goes_on = behind < end && (*behind == '.' || (*behind | 0x20) == 'e');
  if (read.ec != std::errc() || goes_on) {
    behind = number_end(text, end);
    const pf_json_status status = read_integer(Decimal(text, behind), wide);
    if (status != PF_JSON_OK) { return status; }
  }
  if (wide < std::numeric_limits<Integer>::min() || wide > std::numeric_limits<Integer>::max()) {
    return PF_JSON_OUT_OF_RANGE;
  }
  value = static_cast<Integer>(wide);
  text = behind;
  return PF_JSON_OK;
}

}  // namespace

template <typename Scalar>
pf_json_status read_number(const uint8_t *&text, const uint8_t *end, Scalar &value) {
  if constexpr (std::is_floating_point_v<Scalar>) {
    return read_float(text, end, value);
  } else {
    return read_integral(text, end, value);
  }
}

template pf_json_status read_number(const uint8_t *&, const uint8_t *, float &);
template pf_json_status read_number(const uint8_t *&, const uint8_t *, double &);
template pf_json_status read_number(const uint8_t *&, const uint8_t *, int32_t &);
template pf_json_status read_number(const uint8_t *&, const uint8_t *, int64_t &);

}  // namespace pushforward

using namespace pushforward;

template <typename Scalar>
static pf_json_status read_token(const uint8_t *bytes, size_t length, void *out) {
  return read_number(bytes, bytes + length, *static_cast<Scalar *>(out));
}

pf_json_status pf_json_read_number(const uint8_t *bytes, size_t length, pf_json_scalar type, void *out) {
  switch (type) {
    case PF_JSON_FLOAT32: return read_token<float>(bytes, length, out);
    case PF_JSON_FLOAT64: return read_token<double>(bytes, length, out);
    case PF_JSON_INT32: return read_token<int32_t>(bytes, length, out);
    case PF_JSON_INT64: return read_token<int64_t>(bytes, length, out);
    case PF_JSON_BOOL: return PF_JSON_NOT_A_BOOLEAN;
  }
  return PF_JSON_NOT_A_NUMBER;
}
