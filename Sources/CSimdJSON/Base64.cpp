#include <array>
#include <string_view>

#include "CSimdJSON.h"

static constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
static constexpr uint8_t no_digit = 0xFF;

static constexpr std::array<uint8_t, 256> digits = [] {
  std::array<uint8_t, 256> table{};
  table.fill(no_digit);
  for (size_t digit = 0; digit < alphabet.size(); ++digit) { table[uint8_t(alphabet[digit])] = uint8_t(digit); }
  return table;
}();

void pf_base64_encode(const uint8_t *bytes, size_t length, uint8_t *out) {
  for (size_t at = 0; at < length; at += 3) {
    const size_t left = length - at;
    const uint32_t group =
      uint32_t(bytes[at]) << 16 | (left > 1 ? uint32_t(bytes[at + 1]) << 8 : 0) | (left > 2 ? bytes[at + 2] : 0u);
    *out++ = uint8_t(alphabet[group >> 18]);
    *out++ = uint8_t(alphabet[group >> 12 & 63]);
    *out++ = left > 1 ? uint8_t(alphabet[group >> 6 & 63]) : '=';
    *out++ = left > 2 ? uint8_t(alphabet[group & 63]) : '=';
  }
}

/// How many of the last four characters are padding: 0, 1 or 2.
static size_t padding(const uint8_t *text, size_t length) {
  if (length == 0 || text[length - 1] != '=') { return 0; }
  return text[length - 2] == '=' ? 2 : 1;
}

ptrdiff_t pf_base64_decode(const uint8_t *text, size_t length, uint8_t *out) {
  const size_t significant = length - padding(text, length);
  uint8_t *const begin = out;
  uint32_t group = 0;
  for (size_t at = 0; at < significant; ++at) {
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
