#pragma once

// JSON texts as flat tapes, numbers as exact conversions: what Swift asks of simdjson and of the C++ standard library.
//
// The functions here never throw, never read outside the bytes they are given, and keep nothing between calls but room of
// a thread. A tape holds byte offsets only, so it stays valid as long as the bytes do, wherever they are moved to.

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// The longest text a tape can describe, in bytes: offsets are 32 bits wide.
#define PF_JSON_MAXIMUM_BYTES 0xFFFFFF00u

enum pf_json_kind {
  PF_JSON_NULL,
  PF_JSON_FALSE,
  PF_JSON_TRUE,
  PF_JSON_NUMBER,
  PF_JSON_STRING,
  PF_JSON_ARRAY,
  PF_JSON_ROW,  ///< An array of at least one element whose elements are all numbers: one node, whatever its length.
  PF_JSON_OBJECT,
};

/// A value. The nodes of a container follow it, in the order of the text; a member of an object is two values.
typedef struct {
  uint32_t begin;  ///< Offset of the value's first byte.
  uint32_t end;    ///< Offset behind its last byte.
  uint32_t next;   ///< Index of the first node behind the value and all that is in it.
  uint32_t count;  ///< Elements, or members; for a string 1 where it has escapes, else 0.
  uint32_t kind;   ///< A `pf_json_kind`.
} pf_json_node;

/// Why a text is not JSON, or not taken.
enum pf_json_fault {
  PF_JSON_VALID,
  PF_JSON_EMPTY,
  PF_JSON_BAD_UTF8,
  PF_JSON_CONTROL_CHARACTER,
  PF_JSON_UNCLOSED_STRING,
  PF_JSON_BAD_ESCAPE,
  PF_JSON_LONE_SURROGATE,
  PF_JSON_BAD_NUMBER,
  PF_JSON_BAD_LITERAL,
  PF_JSON_EXPECTED_VALUE,
  PF_JSON_EXPECTED_KEY,
  PF_JSON_EXPECTED_COLON,
  PF_JSON_EXPECTED_COMMA_OR_BRACKET,
  PF_JSON_EXPECTED_COMMA_OR_BRACE,
  PF_JSON_TRAILING_CONTENT,
  PF_JSON_TOO_DEEP,
  PF_JSON_TOO_MANY_VALUES,
  PF_JSON_TOO_LONG,
  PF_JSON_OUT_OF_MEMORY,
};

typedef struct pf_json_tape pf_json_tape;

typedef struct {
  pf_json_tape *tape;  ///< Null unless `fault` is `PF_JSON_VALID`; ended with `pf_json_tape_free`.
  const pf_json_node *nodes;
  size_t count;
  enum pf_json_fault fault;
  size_t offset;  ///< Of the byte at fault.
} pf_json_parse_result;

/// Checks that `length` bytes are one JSON text (RFC 8259), at most `maximum_depth` containers deep, and makes its tape
/// of at most `maximum_nodes` nodes. Linear time.
pf_json_parse_result pf_json_parse(const uint8_t *bytes, size_t length, size_t maximum_depth, size_t maximum_nodes);
void pf_json_tape_free(pf_json_tape *tape);

/// The types that numbers are read to and written from.
enum pf_json_scalar { PF_JSON_FLOAT32, PF_JSON_FLOAT64, PF_JSON_INT32, PF_JSON_INT64, PF_JSON_BOOL };

enum pf_json_status {
  PF_JSON_OK,
  PF_JSON_OVERFLOW,        ///< Rounds to an infinity in a floating type.
  PF_JSON_NOT_INTEGRAL,    ///< Has a fraction, for an integer type.
  PF_JSON_OUT_OF_RANGE,    ///< Not in the range of an integer type.
  PF_JSON_NOT_FINITE,      ///< "NaN" or an infinity, for an integer type.
  PF_JSON_NOT_A_NUMBER,    ///< A value that is not a number, nor one of the three strings for a number.
  PF_JSON_NOT_A_BOOLEAN,   ///< A value other than true and false among booleans.
  PF_JSON_RAGGED,          ///< An array longer or shorter than the first of its level.
  PF_JSON_EXPECTED_ARRAY,  ///< A scalar where the first of its level is an array.
  PF_JSON_EXPECTED_SCALAR, ///< An array where the first of its level is a scalar.
  PF_JSON_TOO_MANY_DIMENSIONS,
  PF_JSON_TOO_MANY_ELEMENTS,  ///< More elements than the storage has room for.
};

/// Where reading ended early: `offset` is the byte of the value at fault.
typedef struct {
  enum pf_json_status status;
  size_t offset;
  size_t element;  ///< The elements read before it.
  size_t expected, actual;  ///< Lengths, where the status is about lengths.
} pf_json_read_result;

/// Reads the number whose token is bytes[0 ..< length] as `type`; correctly rounded, and for integer types exact:
/// `1.0`, `1e2` are integers. `out` is written only on success.
enum pf_json_status pf_json_read_number(const uint8_t *bytes, size_t length, enum pf_json_scalar type, void *out);

/// The most dimensions a tensor has; NumPy's limit.
#define PF_JSON_MAXIMUM_RANK 64

/// The shape of the rectangular nesting of numbers (or, then all of them, booleans) at `nodes[index]`; a number alone
/// has rank 0. `shape` has room for PF_JSON_MAXIMUM_RANK lengths. Linear in the nodes, without recursion.
pf_json_read_result pf_json_tensor_shape(
  const uint8_t *bytes, const pf_json_node *nodes, size_t index, size_t *shape, size_t *rank, bool *booleans);

/// Reads every scalar at and under `nodes[index]`, in order, to `out`, which has room for `capacity` elements.
pf_json_read_result pf_json_tensor_read(
  const uint8_t *bytes, const pf_json_node *nodes, size_t index, enum pf_json_scalar type, void *out, size_t capacity);

/// How long the number is that `bytes` begin with (RFC 8259 section 6); 0 where they do not.
size_t pf_json_number_length(const uint8_t *bytes, size_t length);

/// Reads the nested arrays of finite numbers that `bytes` begin with, whose lengths by level are known, to `out`, which has room for all
/// of them. Returns the length of their text; 0 where it is another, or has a number that the type has not. Linear.
size_t pf_json_nested_read(
  const uint8_t *bytes, size_t length, const size_t *shape, size_t rank, enum pf_json_scalar type, void *out);

/// The same for texts that differ in numbers, in what stands behind "base64" and in whitespace around them alone. Linear.
uint64_t pf_json_outline_hash(const uint8_t *bytes, size_t length);

/// Bytes that `pf_json_write_number` may need at most.
#define PF_JSON_NUMBER_ROOM 32

/// Writes the shortest decimal that reads back as the same value of its type (a float has a point or an exponent; what
/// is not finite becomes a string), and returns the bytes written.
size_t pf_json_write_number(enum pf_json_scalar type, const void *value, uint8_t *out);

/// An upper bound of the bytes that `pf_json_tensor_write` writes; false where it does not fit a `size_t`.
bool pf_json_tensor_room(enum pf_json_scalar type, const size_t *shape, size_t rank, size_t *room);

/// Writes the nested arrays of a row-major tensor and returns the bytes written; `out` has the room asked for above.
size_t pf_json_tensor_write(enum pf_json_scalar type, const void *data, const size_t *shape, size_t rank, uint8_t *out);

/// Base64 (RFC 4648 section 4, with padding) of `length` bytes; `out` has room for `4 * ((length + 2) / 3)`.
void pf_base64_encode(const uint8_t *bytes, size_t length, uint8_t *out);

/// How many bytes a text of a multiple of 4 characters stands for, by its length and padding alone.
size_t pf_base64_count(const uint8_t *text, size_t length);

/// The inverse: `length` is a multiple of 4, `out` has room for `pf_base64_count`. Returns the bytes written, or minus
/// the offset of the first byte that cannot stand there, minus 1.
ptrdiff_t pf_base64_decode(const uint8_t *text, size_t length, uint8_t *out);

#ifdef __cplusplus
}
#endif
