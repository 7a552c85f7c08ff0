// Texts that are known but for their numbers: these are read where they stand, without a tape.

#include <cstring>

#include "Number.hpp"

using namespace pushforward;

namespace {

class Reader {
 public:
  Reader(const uint8_t *at, const uint8_t *end) : at_(at), end_(end) {}

  const uint8_t *at() const { return at_; }

  /// The deepest nesting is PF_JSON_MAXIMUM_RANK, so that recursion ends there.
  template <typename Scalar>
  bool read(const size_t *shape, size_t rank, Scalar *&out) {
    if (rank == 0) { return number(*out++); }
    if (!take('[')) { return false; }
    for (size_t element = 0; element < *shape; ++element) {
      if (element > 0 && !take(',')) { return false; }
      skip_whitespace();
      if (!read(shape + 1, rank - 1, out)) { return false; }
      skip_whitespace();
    }
    skip_whitespace();
    return take(']');
  }

 private:
  const uint8_t *at_, *end_;

  bool take(uint8_t byte) {
    if (at_ == end_ || *at_ != byte) { return false; }
    ++at_;
    return true;
  }

  void skip_whitespace() {
    while (at_ < end_ && is_whitespace(*at_)) { ++at_; }
  }

  template <typename Scalar>
  bool number(Scalar &value) {
    const uint8_t *behind = number_end(at_, end_);
    return behind && read_number(at_, behind, value) == PF_JSON_OK;
  }
};

template <typename Scalar>
const uint8_t *read(Reader reader, const size_t *shape, size_t rank, void *out) {
  auto *next = static_cast<Scalar *>(out);
  return reader.read(shape, rank, next) ? reader.at() : nullptr;
}

const uint8_t *read(Reader reader, const size_t *shape, size_t rank, pf_json_scalar type, void *out) {
  switch (type) {
    case PF_JSON_FLOAT32: return read<float>(reader, shape, rank, out);
    case PF_JSON_FLOAT64: return read<double>(reader, shape, rank, out);
    case PF_JSON_INT32: return read<int32_t>(reader, shape, rank, out);
    case PF_JSON_INT64: return read<int64_t>(reader, shape, rank, out);
    case PF_JSON_BOOL: return nullptr;
  }
  return nullptr;
}

/// Bytes that numbers are made of.
struct NumberBytes {
  bool holds[256] = {};

  constexpr NumberBytes() {
    for (const char *byte = "0123456789+-.eE"; *byte; ++byte) { holds[uint8_t(*byte)] = true; }
  }
};

constexpr NumberBytes number_bytes;

/// FNV-1a of a text without whitespace around it, its numbers and its data in Base64.
class Hash {
 public:
  Hash(const uint8_t *bytes, size_t length) : at_(bytes), end_(bytes + length) {
    while (at_ < end_ && is_whitespace(*at_)) { ++at_; }
    while (at_ < end_ && is_whitespace(end_[-1])) { --end_; }
  }

  uint64_t run() {
    bool data_follows = false;
    while (at_ < end_) {
      const uint8_t byte = *at_++;
      if (byte == '"') {
        data_follows = data_follows ? skip_string() : string();
      } else if (!number_bytes.holds[byte]) {
        mix(byte);
        data_follows = data_follows && (byte == ':' || is_whitespace(byte));
      }
    }
    return hash_;
  }

 private:
  const uint8_t *at_, *end_;
  uint64_t hash_ = 0xCBF29CE484222325u;

  void mix(uint8_t byte) { hash_ = (hash_ ^ byte) * 0x100000001B3u; }

  bool skip_string() {
    const void *quote = std::memchr(at_, '"', size_t(end_ - at_));
    at_ = quote ? static_cast<const uint8_t *>(quote) + 1 : end_;
    return false;
  }

  /// Whether it is `base64`.
  bool string() {
    const uint8_t *begin = at_;
    for (; at_ < end_ && *at_ != '"'; ++at_) {
      if (*at_ == '\\' && end_ - at_ > 1) { mix(*at_++); }
      mix(*at_);
    }
    const bool is_key = at_ - begin == 6 && std::memcmp(begin, "base64", 6) == 0;
    at_ += at_ < end_;
    return is_key;
  }
};

}  // namespace

size_t pf_json_number_length(const uint8_t *bytes, size_t length) {
  const uint8_t *behind = number_end(bytes, bytes + length);
  return behind ? size_t(behind - bytes) : 0;
}

size_t pf_json_nested_read(
  const uint8_t *bytes, size_t length, const size_t *shape, size_t rank, pf_json_scalar type, void *out) {
  const uint8_t *behind = read(Reader(bytes, bytes + length), shape, rank, type, out);
  return behind ? size_t(behind - bytes) : 0;
}

uint64_t pf_json_outline_hash(const uint8_t *bytes, size_t length) { return Hash(bytes, length).run(); }
