#pragma once

// Numbers as they stand in a JSON text: their grammar, and their exact value in a type.

#include <cstdint>

#include "CSimdJSON.h"

namespace pushforward {

inline bool is_digit(uint8_t byte) { return byte >= '0' && byte <= '9'; }

inline bool is_whitespace(uint8_t byte) { return byte == ' ' || byte == '\n' || byte == '\r' || byte == '\t'; }

/// Behind the number that starts at `text` (RFC 8259 section 6), or null where none does.
const uint8_t *number_end(const uint8_t *text, const uint8_t *end);

/// Reads the number at `text`, which is known to be one by the grammar, and moves `text` behind it.
template <typename Scalar>
pf_json_status read_number(const uint8_t *&text, const uint8_t *end, Scalar &value);

}  // namespace pushforward
