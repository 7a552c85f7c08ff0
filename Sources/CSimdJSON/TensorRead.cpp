// Nested arrays of numbers as shape and storage: one loop over the nodes of the tape, whatever the nesting.

#include <cmath>
#include <cstring>
#include <limits>
#include <string_view>
#include <type_traits>

#include "Number.hpp"

namespace pushforward {
namespace {

struct Tape {
  const uint8_t *bytes;
  const pf_json_node *nodes;

  std::string_view text(const pf_json_node &node) const {
    return {reinterpret_cast<const char *>(bytes) + node.begin, size_t(node.end - node.begin)};
  }
};

bool is_array(const pf_json_node &node) { return node.kind == PF_JSON_ARRAY || node.kind == PF_JSON_ROW; }
bool is_boolean(const pf_json_node &node) { return node.kind == PF_JSON_TRUE || node.kind == PF_JSON_FALSE; }

/// The next byte of a container that is not whitespace; at the latest, its closing bracket.
const uint8_t *skip_whitespace(const uint8_t *at) {
  while (is_whitespace(*at)) { ++at; }
  return at;
}

/// Writes what the strings "NaN", "Infinity", "-Infinity" stand for.
bool non_finite(std::string_view token, double &value) {
  if (token == "\"NaN\"") {
    value = std::numeric_limits<double>::quiet_NaN();
  } else if (token == "\"Infinity\"") {
    value = std::numeric_limits<double>::infinity();
  } else if (token == "\"-Infinity\"") {
    value = -std::numeric_limits<double>::infinity();
  } else {
    return false;
  }
  return true;
}

/// Whether a tensor may have `node` as an element: PF_JSON_OK, or what was expected.
pf_json_status check_element(const Tape &tape, const pf_json_node &node, bool booleans) {
  if (is_array(node)) { return PF_JSON_EXPECTED_SCALAR; }
  if (booleans) { return is_boolean(node) ? PF_JSON_OK : PF_JSON_NOT_A_BOOLEAN; }
  double ignored;
  const bool number = node.kind == PF_JSON_NUMBER || (node.kind == PF_JSON_STRING && non_finite(tape.text(node), ignored));
  return number ? PF_JSON_OK : PF_JSON_NOT_A_NUMBER;
}

pf_json_read_result failure(pf_json_status status, size_t offset, size_t expected = 0, size_t actual = 0) {
  return {status, offset, 0, expected, actual};
}

/// Checks every node against the shape that the first element of each level has given.
class ShapeCheck {
 public:
  ShapeCheck(const Tape &tape, size_t index, const size_t *shape, size_t rank, bool booleans)
      : tape_(tape), index_(index), shape_(shape), rank_(rank), booleans_(booleans) {}

  pf_json_read_result run() {
    for (size_t index = index_; index < tape_.nodes[index_].next; ++index) {
      const pf_json_node &node = tape_.nodes[index];
      const pf_json_read_result result = level_ < rank_ ? array(node) : element(node);
      if (result.status != PF_JSON_OK) { return result; }
    }
    return {PF_JSON_OK, 0, 0, 0, 0};
  }

 private:
  const Tape &tape_;
  size_t index_;
  const size_t *shape_;
  size_t rank_;
  bool booleans_;
  size_t level_ = 0;                              // arrays open around the node
  uint32_t left_[PF_JSON_MAXIMUM_RANK + 1] = {};  // elements to come, by level

  pf_json_read_result array(const pf_json_node &node) {
    const bool row = node.kind == PF_JSON_ROW;
    if (!is_array(node)) { return failure(PF_JSON_EXPECTED_ARRAY, node.begin, shape_[level_]); }
    if (node.count != shape_[level_]) { return failure(PF_JSON_RAGGED, node.begin, shape_[level_], node.count); }
    if (row && level_ + 1 < rank_) { return failure(PF_JSON_EXPECTED_ARRAY, first_of(node), shape_[level_ + 1]); }
    if (row && booleans_) { return failure(PF_JSON_NOT_A_BOOLEAN, first_of(node)); }
    if (row || node.count == 0) {
      close();
    } else {
      left_[level_++] = node.count;
    }
    return {PF_JSON_OK, 0, 0, 0, 0};
  }

  pf_json_read_result element(const pf_json_node &node) {
    close();
    return failure(check_element(tape_, node, booleans_), node.begin);
  }

  /// Takes leave of a value, and of the arrays that it was the last element of.
  void close() {
    while (level_ > 0 && --left_[level_ - 1] == 0) { --level_; }
  }

  size_t first_of(const pf_json_node &row) const {
    return size_t(skip_whitespace(tape_.bytes + row.begin + 1) - tape_.bytes);
  }
};

/// Reads elements one after the other into storage of one type.
template <typename Scalar>
class Reader {
 public:
  Reader(const Tape &tape, Scalar *out, size_t capacity) : tape_(tape), out_(out), capacity_(capacity) {}

  pf_json_read_result run(size_t index) {
    pf_json_status status = PF_JSON_OK;
    for (const size_t end = tape_.nodes[index].next; index < end && status == PF_JSON_OK; ++index) {
      const pf_json_node &node = tape_.nodes[index];
      if (node.kind == PF_JSON_ARRAY) { continue; }
      status = node.kind == PF_JSON_ROW ? row(node) : element(node);
    }
    return {status, offset_, count_, 0, 0};
  }

 private:
  const Tape &tape_;
  Scalar *out_;
  size_t capacity_, count_ = 0, offset_ = 0;

  pf_json_status row(const pf_json_node &node) {
    if (node.count > capacity_ - count_) { return fail(PF_JSON_TOO_MANY_ELEMENTS, node.begin); }
    const uint8_t *at = tape_.bytes + node.begin, *end = tape_.bytes + node.end;
    for (uint32_t left = node.count; left > 0; --left) {
      at = skip_whitespace(at + 1);  // behind the bracket, or a comma
      const pf_json_status status = number(at, end);
      if (status != PF_JSON_OK) { return fail(status, size_t(at - tape_.bytes)); }
      at = skip_whitespace(at);
    }
    return PF_JSON_OK;
  }

  pf_json_status number(const uint8_t *&at, const uint8_t *end) {
    if constexpr (std::is_same_v<Scalar, bool>) {
      return PF_JSON_NOT_A_BOOLEAN;
    } else {
      const pf_json_status status = read_number(at, end, out_[count_]);
      count_ += status == PF_JSON_OK;
      return status;
    }
  }

  pf_json_status element(const pf_json_node &node) {
    if (count_ == capacity_) { return fail(PF_JSON_TOO_MANY_ELEMENTS, node.begin); }
    const uint8_t *at = tape_.bytes + node.begin;
    const bool plain = node.kind == PF_JSON_NUMBER;
    const pf_json_status status = plain ? number(at, tape_.bytes + node.end) : word(node);
    return status == PF_JSON_OK ? status : fail(status, node.begin);
  }

  /// An element that is not a number: a boolean, or a string for a number that is not finite.
  pf_json_status word(const pf_json_node &node) {
    if constexpr (std::is_same_v<Scalar, bool>) {
      if (!is_boolean(node)) { return PF_JSON_NOT_A_BOOLEAN; }
      out_[count_++] = node.kind == PF_JSON_TRUE;
      return PF_JSON_OK;
    } else {
      double value = 0;
      if (node.kind != PF_JSON_STRING || !non_finite(tape_.text(node), value)) { return PF_JSON_NOT_A_NUMBER; }
      if (!std::is_floating_point_v<Scalar>) { return PF_JSON_NOT_FINITE; }
      out_[count_++] = static_cast<Scalar>(value);
      return PF_JSON_OK;
    }
  }

  pf_json_status fail(pf_json_status status, size_t offset) {
    offset_ = offset;
    return status;
  }
};

template <typename Scalar>
pf_json_read_result read(const Tape &tape, size_t index, void *out, size_t capacity) {
  return Reader<Scalar>(tape, static_cast<Scalar *>(out), capacity).run(index);
}

}  // namespace
}  // namespace pushforward

using namespace pushforward;

pf_json_read_result pf_json_tensor_shape(
  const uint8_t *bytes, const pf_json_node *nodes, size_t index, size_t *shape, size_t *rank, bool *booleans) {
  const Tape tape{bytes, nodes};
  size_t first = index;
  *rank = 0;
  *booleans = false;
  // Down the first elements.
  for (; is_array(nodes[first]); ++first) {
    if (*rank == PF_JSON_MAXIMUM_RANK) { return failure(PF_JSON_TOO_MANY_DIMENSIONS, nodes[first].begin); }
    shape[(*rank)++] = nodes[first].count;
    if (nodes[first].kind == PF_JSON_ROW || nodes[first].count == 0) { break; }
  }
  *booleans = is_boolean(nodes[first]);
  return ShapeCheck(tape, index, shape, *rank, *booleans).run();
}

pf_json_read_result pf_json_tensor_read(
  const uint8_t *bytes, const pf_json_node *nodes, size_t index, enum pf_json_scalar type, void *out, size_t capacity) {
  const Tape tape{bytes, nodes};
  switch (type) {
    case PF_JSON_FLOAT32: return read<float>(tape, index, out, capacity);
    case PF_JSON_FLOAT64: return read<double>(tape, index, out, capacity);
    case PF_JSON_INT32: return read<int32_t>(tape, index, out, capacity);
    case PF_JSON_INT64: return read<int64_t>(tape, index, out, capacity);
    case PF_JSON_BOOL: return read<bool>(tape, index, out, capacity);
  }
  return failure(PF_JSON_NOT_A_NUMBER, nodes[index].begin);
}
