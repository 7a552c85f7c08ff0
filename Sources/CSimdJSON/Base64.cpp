// Sixteen characters at a time, with the compiler's vectors: their shuffles become one instruction each where the processor has such, and
// are right everywhere. What is left, and what is faulty, is looked at byte by byte.

#include <array>
#include <cstring>
#include <string_view>

#include "CSimdJSON.h"

// The loader chooses before the thread sanitizer is there, which watches the choosing too: its build has no clones.
#if defined(__x86_64__) && defined(__linux__) && !__has_feature(thread_sanitizer)
#define PF_CLONES __attribute__((target_clones("avx2", "default")))
#else
#define PF_CLONES
#endif

static constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
static constexpr uint8_t no_digit = 0xFF;

static constexpr std::array<uint8_t, 256> digits = [] {
  std::array<uint8_t, 256> table{};
  table.fill(no_digit);
  for (size_t digit = 0; digit < alphabet.size(); ++digit) { table[uint8_t(alphabet[digit])] = uint8_t(digit); }
  return table;
}();

/// The lanes are bytes, or the groups of four characters with the first one lowest.
typedef uint8_t Bytes __attribute__((vector_size(16)));
typedef int8_t Mask __attribute__((vector_size(16)));
typedef uint32_t Groups __attribute__((vector_size(16)));
typedef uint64_t Halves __attribute__((vector_size(16)));

static constexpr size_t block_characters = 16, block_bytes = 12;
/// The vectors below take the first character of a group for the lowest byte of its lane.
static constexpr bool has_vectors = __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__;

/// The characters of 12 bytes; the last four lanes are of no account.
static inline __attribute__((always_inline)) Bytes characters_of(Bytes bytes) {
  const Bytes lanes = __builtin_shufflevector(bytes, bytes, 2, 1, 0, 12, 5, 4, 3, 12, 8, 7, 6, 12, 11, 10, 9, 12);
  const Groups group = Groups(lanes);
  const Groups sixes = (group >> 18 & 63) | (group >> 4 & 63 << 8) | (group << 10 & 63 << 16) | (group << 24 & 63u << 24);
  const Bytes digit = Bytes(sixes);
  // Upper-case letters, lower-case letters, figures, '+' and '/' are five stretches of the alphabet, each at its distance.
  return digit + 'A' + (Bytes(digit > 25) & 6) - (Bytes(digit > 51) & 75) - (Bytes(digit > 61) & 15) +
         (Bytes(digit > 62) & 3);
}

/// The 12 bytes of 16 characters, in the first lanes; `valid` is all ones in the lanes of characters of the alphabet.
static inline __attribute__((always_inline)) Bytes bytes_of(Bytes text, Bytes &valid) {
  const Bytes upper = Bytes(text - 'A' < 26), lower = Bytes(text - 'a' < 26), figure = Bytes(text - '0' < 10);
  const Bytes plus = Bytes(text == '+'), slash = Bytes(text == '/');
  valid = upper | lower | figure | plus | slash;
  const Bytes digit = (upper & (text - 'A')) | (lower & (text - 'a' + 26)) | (figure & (text - '0' + 52)) | (plus & 62) |
                      (slash & 63);
  const Groups sixes = Groups(digit);
  const Groups group = (sixes & 63) << 18 | (sixes >> 8 & 63) << 12 | (sixes >> 16 & 63) << 6 | sixes >> 24;
  const Bytes lanes = Bytes(group);
  return __builtin_shufflevector(lanes, lanes, 2, 1, 0, 6, 5, 4, 10, 9, 8, 14, 13, 12, 3, 3, 3, 3);
}

/// Encodes whole blocks from the start, and returns how many bytes. Reads whole vectors.
PF_CLONES static size_t encode_blocks(const uint8_t *bytes, size_t length, uint8_t *out) {
  size_t at = 0;
  for (; at + sizeof(Bytes) <= length; at += block_bytes, out += block_characters) {
    Bytes block;
    std::memcpy(&block, bytes + at, sizeof block);
    block = characters_of(block);
    std::memcpy(out, &block, sizeof block);
  }
  return at;
}

/// Decodes blocks from the start, up to one with a character that cannot stand there, and returns how many characters. Writes whole
/// vectors, so the last characters are left.
PF_CLONES static size_t decode_blocks(const uint8_t *text, size_t length, uint8_t *out) {
  size_t at = 0;
  for (; at + block_characters + 8 <= length; at += block_characters, out += block_bytes) {
    Bytes block, valid;
    std::memcpy(&block, text + at, sizeof block);
    block = bytes_of(block, valid);
    const Halves halves = Halves(valid);
    if ((halves[0] & halves[1]) != ~uint64_t(0)) { break; }
    std::memcpy(out, &block, sizeof block);
  }
  return at;
}

void pf_base64_encode(const uint8_t *bytes, size_t length, uint8_t *out) {
  size_t at = has_vectors ? encode_blocks(bytes, length, out) : 0;
  out += at / 3 * 4;
  for (; at < length; at += 3) {
    const size_t left = length - at;
    const uint32_t group =
      uint32_t(bytes[at]) << 16 | (left > 1 ? uint32_t(bytes[at + 1]) << 8 : 0) | (left > 2 ? bytes[at + 2] : 0u);
    *out++ = uint8_t(alphabet[group >> 18]);
    *out++ = uint8_t(alphabet[group >> 12 & 63]);
    *out++ = left > 1 ? uint8_t(alphabet[group >> 6 & 63]) : '=';
    *out++ = left > 2 ? uint8_t(alphabet[group & 63]) : '=';
  }
}

/// The characters before the padding.
static size_t significant_characters(const uint8_t *text, size_t length) {
  if (length == 0 || text[length - 1] != '=') { return length; }
  return length - (text[length - 2] == '=' ? 2 : 1);
}

size_t pf_base64_count(const uint8_t *text, size_t length) { return significant_characters(text, length) * 3 / 4; }

ptrdiff_t pf_base64_decode(const uint8_t *text, size_t length, uint8_t *out) {
  const size_t significant = significant_characters(text, length);
  uint8_t *const begin = out;
  size_t at = has_vectors ? decode_blocks(text, significant, out) : 0;
  out += at / 4 * 3;
  uint32_t group = 0;
  for (; at < significant; ++at) {
    const uint8_t digit = digits[text[at]];
    if (digit == no_digit) { return -ptrdiff_t(at) - 1; }
    group = group << 6 | digit;
    // Characters 2, 3 and 4 of a group each complete a byte.
    const unsigned pending = 6 - 2 * unsigned(at % 4);
    if (at % 4 > 0) { *out++ = uint8_t(group >> pending); }
  }
  // Bits behind the last whole byte are zero in canonical text (RFC 4648 section 3.5).
  const uint32_t unused = significant % 4 == 0 ? 0 : group & (significant % 4 == 2 ? 0xF : 0x3);
  return unused ? -ptrdiff_t(significant) : out - begin;
}
