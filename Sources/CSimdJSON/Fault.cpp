#include "Fault.hpp"

#include <cstring>

namespace pushforward {

/// The value of the four hexadecimal digits at `text`, or -1.
static int32_t code_unit(const uint8_t *text, const uint8_t *end) {
  if (end - text < 4) { return -1; }
  int32_t value = 0;
  for (int place = 0; place < 4; ++place) {
    const uint8_t byte = text[place], lower = byte | 0x20;
    if (byte >= '0' && byte <= '9') {
      value = value * 16 + (byte - '0');
    } else if (lower >= 'a' && lower <= 'f') {
      value = value * 16 + (lower - 'a' + 10);
    } else {
      return -1;
    }
  }
  return value;
}

static bool is_high_surrogate(int32_t unit) { return unit >= 0xD800 && unit < 0xDC00; }
static bool is_low_surrogate(int32_t unit) { return unit >= 0xDC00 && unit < 0xE000; }

Fault check_escape(const uint8_t *text, const uint8_t *end) {
  if (end - text < 2) { return {PF_JSON_BAD_ESCAPE, 0}; }
  if (text[1] != 'u') {
    const bool known = text[1] != 0 && std::strchr("\"\\/bfnrt", text[1]);
    return {known ? PF_JSON_VALID : PF_JSON_BAD_ESCAPE, 2};
  }
  const int32_t unit = code_unit(text + 2, end);
  if (unit < 0) { return {PF_JSON_BAD_ESCAPE, 0}; }
  if (is_low_surrogate(unit)) { return {PF_JSON_LONE_SURROGATE, 0}; }
  if (!is_high_surrogate(unit)) { return {PF_JSON_VALID, 6}; }
  const bool second = end - text >= 12 && text[6] == '\\' && text[7] == 'u';
  const bool paired = second && is_low_surrogate(code_unit(text + 8, end));
  return {paired ? PF_JSON_VALID : PF_JSON_LONE_SURROGATE, 12};
}

static bool is_continuation(uint8_t byte) { return (byte & 0xC0) == 0x80; }

/// The length of the well-formed UTF-8 sequence at `text` (Unicode, table 3-7), or 0.
static size_t sequence_length(const uint8_t *text, const uint8_t *end) {
  const uint8_t first = text[0];
  if (first < 0x80) { return 1; }
  const size_t length = first < 0xC2 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : first < 0xF5 ? 4 : 0;
  if (length == 0 || size_t(end - text) < length) { return 0; }
  for (size_t place = 1; place < length; ++place) {
    if (!is_continuation(text[place])) { return 0; }
  }
  const uint8_t second = text[1];
  const bool overlong = (first == 0xE0 && second < 0xA0) || (first == 0xF0 && second < 0x90);
  const bool surrogate = first == 0xED && second >= 0xA0;
  const bool beyond = first == 0xF4 && second >= 0x90;
  return overlong || surrogate || beyond ? 0 : length;
}

Fault locate_fault(const uint8_t *bytes, size_t length) {
  const uint8_t *end = bytes + length;
  size_t quote = 0;
  // As in the first stage, a backslash escapes a quote outside of strings too; that it may not stand there comes later.
  bool in_string = false, escaped = false;
  for (size_t place = 0; place < length;) {
    const uint8_t byte = bytes[place];
    const size_t step = sequence_length(bytes + place, end);
    if (step == 0) { return {PF_JSON_BAD_UTF8, place}; }
    if (in_string && byte < 0x20) { return {PF_JSON_CONTROL_CHARACTER, place}; }
    if (byte == '"' && !escaped) {
      in_string = !in_string;
      quote = place;
    }
    escaped = byte == '\\' && !escaped;
    place += step;
  }
  return {PF_JSON_UNCLOSED_STRING, quote};
}

}  // namespace pushforward
