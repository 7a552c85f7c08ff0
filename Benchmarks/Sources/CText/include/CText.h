// What a body of numbers costs at least: simdjson's parse into floats, and std::to_chars.
#pragma once
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

// Reads rows of numbers from a JSON text of `length` bytes into `numbers`; how many they are, or -1 where the text is none.
// The text must have `bt_padding()` bytes of room behind it.
long bt_parse(const char *text, size_t length, float *numbers, size_t capacity);
size_t bt_padding(void);

// Writes rows of `width` numbers as nested arrays; how many bytes they take. There must be room for 20 bytes a number.
size_t bt_write(const float *numbers, size_t count, size_t width, char *text);

#ifdef __cplusplus
}
#endif
