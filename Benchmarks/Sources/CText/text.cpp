#include "CText.h"
#include <charconv>
#include <simdjson.h>

extern "C" size_t bt_padding(void) { return simdjson::SIMDJSON_PADDING; }

extern "C" long bt_parse(const char *text, size_t length, float *numbers, size_t capacity) {
  static simdjson::ondemand::parser parser;
  size_t count = 0;
  simdjson::ondemand::document document;
  simdjson::ondemand::array rows;
  if (parser.iterate(text, length, length + simdjson::SIMDJSON_PADDING).get(document) || document.get_array().get(rows)) return -1;
  for (auto row : rows) {
    simdjson::ondemand::array elements;
    if (row.get_array().get(elements)) return -1;
    for (auto element : elements) {
      double number;
      if (count == capacity || element.get_double().get(number)) return -1;
      numbers[count++] = static_cast<float>(number);
    }
  }
  return static_cast<long>(count);
}

extern "C" size_t bt_write(const float *numbers, size_t count, size_t width, char *text) {
  char *end = text;
  *end++ = '[';
  for (size_t i = 0; i < count; i++) {
    if (i % width == 0) {
      if (i > 0) *end++ = ',';
      *end++ = '[';
    } else {
      *end++ = ',';
    }
    end = std::to_chars(end, end + 20, numbers[i]).ptr;
    if ((i + 1) % width == 0) *end++ = ']';
  }
  *end++ = ']';
  return static_cast<size_t>(end - text);
}
