#pragma once

#include <cstddef>
#include <cstdint>

#include "CSimdJSON.h"

namespace pushforward {

struct Fault {
  pf_json_fault kind;
  size_t offset;
};

/// Checks the escape sequence that starts with the backslash at `text`; where it is valid, `offset` is its length (a
/// surrogate pair is one sequence).
Fault check_escape(const uint8_t *text, const uint8_t *end);

/// The first byte that made simdjson's first stage refuse a text: it says what is wrong, but not where.
Fault locate_fault(const uint8_t *bytes, size_t length);

}  // namespace pushforward
