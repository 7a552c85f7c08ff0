#include <charconv>
#include <cmath>
#include <cstring>
#include <string_view>
#include <type_traits>

#include "CSimdJSON.h"

namespace {

size_t write_text(std::string_view text, uint8_t *out) {
  std::memcpy(out, text.data(), text.size());
  return text.size();
}

template <typename Scalar>
size_t write_number(Scalar value, uint8_t *out) {
  char *begin = reinterpret_cast<char *>(out);
  if constexpr (std::is_same_v<Scalar, bool>) {
    return write_text(value ? "true" : "false", out);
  } else if constexpr (std::is_integral_v<Scalar>) {
    return size_t(std::to_chars(begin, begin + PF_JSON_NUMBER_ROOM, value).ptr - begin);
  } else {
    if (std::isnan(value)) { return write_text("\"NaN\"", out); }
    if (std::isinf(value)) { return write_text(value > 0 ? "\"Infinity\"" : "\"-Infinity\"", out); }
    const size_t length = size_t(std::to_chars(begin, begin + PF_JSON_NUMBER_ROOM, value).ptr - begin);
    const bool reads_as_float = std::string_view(begin, length).find_first_of(".e") != std::string_view::npos;
    return reads_as_float ? length : length + write_text(".0", out + length);
  }
}

/// The longest number of a type, with the comma behind it: -1.17549435e-38, -2.2250738585072014e-308, …
size_t element_room(pf_json_scalar type) {
  switch (type) {
    case PF_JSON_FLOAT32: return 18;
    case PF_JSON_FLOAT64: return 27;
    case PF_JSON_INT32: return 12;
    case PF_JSON_INT64: return 21;
    case PF_JSON_BOOL: return 6;
  }
  return PF_JSON_NUMBER_ROOM;
}

/// The dimensions whose brackets have something in them: those before the first of length 0, with that one.
size_t written_rank(const size_t *shape, size_t rank) {
  for (size_t axis = 0; axis < rank; ++axis) {
    if (shape[axis] == 0) { return axis; }
  }
  return rank;
}

/// Writes a tensor front to back. Before and after each element stand as many brackets as there are trailing
/// coordinates that are at their start or end.
template <typename Scalar>
class Writer {
 public:
  Writer(const Scalar *data, const size_t *shape, size_t rank, uint8_t *out)
      : data_(data), shape_(shape), rank_(rank), written_(written_rank(shape, rank)), begin_(out), out_(out) {}

  size_t run() {
    brackets('[', written_);
    outer();
    return size_t(out_ - begin_);
  }

 private:
  const Scalar *data_;
  const size_t *shape_;
  size_t rank_, written_;
  uint8_t *begin_, *out_;

  void brackets(uint8_t bracket, size_t count) {
    std::memset(out_, bracket, count);
    out_ += count;
  }

  void element() {
    if (written_ < rank_) {
      out_ += write_text("[]", out_);
    } else {
      out_ += write_number(*data_++, out_);
    }
  }

  /// All innermost rows; `number` counts them, and its mixed-radix digits are the outer coordinates.
  void outer() {
    const size_t outer_rank = written_ > 0 ? written_ - 1 : 0;
    for (size_t number = 1;; ++number) {
      row();
      size_t closed = 0;
      for (size_t rows = number; closed < outer_rank && rows % shape_[outer_rank - 1 - closed] == 0; ++closed) {
        rows /= shape_[outer_rank - 1 - closed];
      }
      brackets(']', closed);
      if (closed == outer_rank) { return; }
      *out_++ = ',';
      brackets('[', closed + 1);
    }
  }

  void row() {
    if (written_ == 0) { return element(); }
    for (size_t left = shape_[written_ - 1]; left > 0; --left) {
      element();
      *out_++ = left > 1 ? ',' : ']';
    }
  }
};

template <typename Scalar>
size_t write(const void *data, const size_t *shape, size_t rank, uint8_t *out) {
  return Writer<Scalar>(static_cast<const Scalar *>(data), shape, rank, out).run();
}

}  // namespace

size_t pf_json_write_number(pf_json_scalar type, const void *value, uint8_t *out) {
  return pf_json_tensor_write(type, value, nullptr, 0, out);
}

bool pf_json_tensor_room(pf_json_scalar type, const size_t *shape, size_t rank, size_t *room) {
  const size_t written = written_rank(shape, rank);
  // From the elements outwards: n times the inner text, with its comma, in two brackets.
  *room = written < rank ? 3 : element_room(type);
  for (size_t axis = written; axis-- > 0;) {
    if (__builtin_mul_overflow(*room, shape[axis], room) || __builtin_add_overflow(*room, 3, room)) { return false; }
  }
  return true;
}

size_t pf_json_tensor_write(pf_json_scalar type, const void *data, const size_t *shape, size_t rank, uint8_t *out) {
  switch (type) {
    case PF_JSON_FLOAT32: return write<float>(data, shape, rank, out);
    case PF_JSON_FLOAT64: return write<double>(data, shape, rank, out);
    case PF_JSON_INT32: return write<int32_t>(data, shape, rank, out);
    case PF_JSON_INT64: return write<int64_t>(data, shape, rank, out);
    case PF_JSON_BOOL: return write<bool>(data, shape, rank, out);
  }
  return 0;
}
