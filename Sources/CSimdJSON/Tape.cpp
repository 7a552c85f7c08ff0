// From bytes to a tape, in two passes.
//
// simdjson's first stage runs over all bytes with vector instructions: it checks UTF-8, control characters and closed
// strings, and finds where every bracket, comma, colon, string, number and literal starts. The walker here then visits
// those places once, checks the grammar of RFC 8259 and writes the nodes. It keeps an explicit stack of open containers;
// nothing is recursive. simdjson's own second stage is not used because it converts every number to a double (and
// refuses valid ones such as 1e400), which costs more than all the rest here, and what type a number is to have is only
// known to its reader.

#include <simdjson.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <vector>

#include "Fault.hpp"
#include "Number.hpp"

using namespace pushforward;

struct pf_json_tape {
  std::vector<pf_json_node> nodes;
};

namespace {

struct Text {
  const uint8_t *bytes;
  size_t length;

  const uint8_t *end() const { return bytes + length; }
};

class Walker {
 public:
  Walker(Text text, const uint32_t *places, size_t place_count, size_t maximum_depth, size_t maximum_nodes)
      : text_(text), places_(places), place_count_(place_count), maximum_depth_(maximum_depth),
        maximum_nodes_(maximum_nodes) {
    nodes.reserve(std::min<size_t>(place_count, 48));
  }

  bool run() {
    if (!value()) { return false; }
    while (!open_.empty()) {
      if (!step()) { return false; }
    }
    return cursor_ == place_count_ || fail(PF_JSON_TRAILING_CONTENT);
  }

  std::vector<pf_json_node> nodes;
  Fault fault{PF_JSON_VALID, 0};

 private:
  Text text_;
  const uint32_t *places_;
  size_t place_count_;
  size_t maximum_depth_, maximum_nodes_;
  size_t cursor_ = 0;           // in places_
  std::vector<uint32_t> open_;  // indices of the containers around the cursor

  size_t place() const { return cursor_ < place_count_ ? places_[cursor_] : text_.length; }
  uint8_t byte() const { return cursor_ < place_count_ ? text_.bytes[places_[cursor_]] : 0; }

  bool fail(pf_json_fault kind, size_t offset) {
    fault = {kind, offset};
    return false;
  }
  bool fail(pf_json_fault kind) { return fail(kind, place()); }

  /// Writes a value that ends at `end`, and goes on behind its place.
  bool push(pf_json_kind kind, size_t end, uint32_t count = 0) {
    if (nodes.size() >= maximum_nodes_) { return fail(PF_JSON_TOO_MANY_VALUES); }
    const uint32_t next = uint32_t(nodes.size()) + 1;
    nodes.push_back({uint32_t(place()), uint32_t(end), next, count, uint32_t(kind)});
    ++cursor_;
    return true;
  }

  /// One element or member, or the end of the innermost container.
  bool step() {
    pf_json_node &container = nodes[open_.back()];
    const bool object = container.kind == PF_JSON_OBJECT;
    if (byte() == (object ? '}' : ']')) { return close(container); }
    if (container.count > 0) {
      if (byte() != ',') {
        return fail(object ? PF_JSON_EXPECTED_COMMA_OR_BRACE : PF_JSON_EXPECTED_COMMA_OR_BRACKET);
      }
      ++cursor_;
    }
    ++container.count;
    return (!object || key()) && value();
  }

  bool close(pf_json_node &container) {
    container.end = uint32_t(place()) + 1;
    container.next = uint32_t(nodes.size());
    open_.pop_back();
    ++cursor_;
    return true;
  }

  bool key() {
    if (byte() != '"') { return fail(PF_JSON_EXPECTED_KEY); }
    if (!string()) { return false; }
    if (byte() != ':') { return fail(PF_JSON_EXPECTED_COLON); }
    ++cursor_;
    return true;
  }

  bool value() {
    switch (byte()) {
      case '"': return string();
      case '{': return open(PF_JSON_OBJECT);
      case '[': return open(PF_JSON_ARRAY);
      case 't': return literal(PF_JSON_TRUE, "true", 4);
      case 'f': return literal(PF_JSON_FALSE, "false", 5);
      case 'n': return literal(PF_JSON_NULL, "null", 4);
      case ',': case ':': case ']': case '}': case 0: return fail(PF_JSON_EXPECTED_VALUE);
      default: return number();
    }
  }

  bool open(pf_json_kind kind) {
    if (open_.size() >= maximum_depth_) { return fail(PF_JSON_TOO_DEEP); }
    if (kind == PF_JSON_ARRAY) {
      const size_t bracket = cursor_;
      const uint32_t count = row();
      const size_t closing = place();
      cursor_ = bracket;
      if (count > 0) {
        if (!push(PF_JSON_ROW, closing + 1, count)) { return false; }
        cursor_ = bracket + 2 * size_t(count) + 1;  // bracket, numbers, commas between them, bracket
        return true;
      }
    }
    open_.push_back(uint32_t(nodes.size()));
    return push(kind, 0);
  }

  /// The count of numbers from the bracket at the cursor to the one that closes it, where the cursor is left; 0 where
  /// anything but numbers stands between. Then the elements are visited a second time, one by one.
  uint32_t row() {
    for (uint32_t count = 1;; ++count) {
      ++cursor_;
      if (byte() != '-' && !is_digit(byte())) { return 0; }
      if (!scalar_end(number_end(text_.bytes + place(), text_.end()))) { return 0; }
      ++cursor_;
      if (byte() == ']') { return count; }
      if (byte() != ',') { return 0; }
    }
  }

  /// `end`, if a number or literal may end there. A quote may not follow: the first stage takes no string to start at it.
  const uint8_t *scalar_end(const uint8_t *end) const {
    if (!end || end == text_.end()) { return end; }
    switch (*end) {
      case ',': case ']': case '}': case ':': case '[': case '{': return end;
      default: return is_whitespace(*end) ? end : nullptr;
    }
  }

  bool number() {
    const uint8_t *begin = text_.bytes + place();
    if (*begin != '-' && !is_digit(*begin)) { return fail(PF_JSON_EXPECTED_VALUE); }
    const uint8_t *end = scalar_end(number_end(begin, text_.end()));
    return end ? push(PF_JSON_NUMBER, size_t(end - text_.bytes)) : fail(PF_JSON_BAD_NUMBER);
  }

  bool literal(pf_json_kind kind, const char *word, size_t length) {
    const uint8_t *begin = text_.bytes + place();
    const bool same = size_t(text_.end() - begin) >= length && std::memcmp(begin, word, length) == 0;
    const bool whole = same && scalar_end(begin + length);
    return whole ? push(kind, place() + length) : fail(PF_JSON_BAD_LITERAL);
  }

  /// The first stage has found the string closed, and free of control characters; left are the escapes.
  bool string() {
    const uint8_t *at = text_.bytes + place() + 1;
    const uint8_t *quote = find('"', at);
    bool escapes = false;
    while (quote) {
      const auto *backslash = static_cast<const uint8_t *>(std::memchr(at, '\\', size_t(quote - at)));
      if (!backslash) { return push(PF_JSON_STRING, size_t(quote - text_.bytes) + 1, escapes); }
      escapes = true;
      const Fault found = check_escape(backslash, text_.end());
      if (found.kind != PF_JSON_VALID) { return fail(found.kind, size_t(backslash - text_.bytes)); }
      at = backslash + found.offset;
      if (quote < at) { quote = find('"', at); }
    }
    return fail(PF_JSON_UNCLOSED_STRING);
  }

  const uint8_t *find(uint8_t byte, const uint8_t *from) const {
    return static_cast<const uint8_t *>(std::memchr(from, byte, size_t(text_.end() - from)));
  }
};

using Stage = std::unique_ptr<simdjson::internal::dom_parser_implementation>;

/// Each thread keeps a stage for texts up to this length: making one takes as long as parsing them.
constexpr size_t kept_capacity = 8192;
thread_local Stage kept_stage;

simdjson::error_code make(Stage &stage, size_t capacity) {
  return simdjson::get_active_implementation()->create_dom_parser_implementation(capacity, 1, stage);
}

Fault first_stage(Text text, Stage &stage) {
  auto error = stage ? simdjson::SUCCESS : make(stage, std::max(text.length, kept_capacity));
  if (!error) { error = stage->stage1(text.bytes, text.length, simdjson::stage1_mode::regular); }
  switch (error) {
    case simdjson::SUCCESS: return {PF_JSON_VALID, 0};
    case simdjson::EMPTY: return {PF_JSON_EMPTY, text.length};
    case simdjson::CAPACITY: return {PF_JSON_TOO_LONG, 0};
    case simdjson::MEMALLOC: return {PF_JSON_OUT_OF_MEMORY, 0};
    default: return locate_fault(text.bytes, text.length);
  }
}

pf_json_parse_result failure(Fault fault) { return {nullptr, nullptr, 0, fault.kind, fault.offset}; }

pf_json_parse_result parse(Text text, size_t maximum_depth, size_t maximum_nodes) {
  if (text.length == 0) { return failure({PF_JSON_EMPTY, 0}); }
  if (text.length > PF_JSON_MAXIMUM_BYTES) { return failure({PF_JSON_TOO_LONG, 0}); }
  Stage own;
  Stage &stage = text.length <= kept_capacity ? kept_stage : own;
  const Fault fault = first_stage(text, stage);
  if (fault.kind != PF_JSON_VALID) { return failure(fault); }
  Walker walker(text, stage->structural_indexes.get(), stage->n_structural_indexes, maximum_depth, maximum_nodes);
  if (!walker.run()) { return failure(walker.fault); }
  auto *tape = new pf_json_tape{std::move(walker.nodes)};
  return {tape, tape->nodes.data(), tape->nodes.size(), PF_JSON_VALID, 0};
}

}  // namespace

pf_json_parse_result pf_json_parse(const uint8_t *bytes, size_t length, size_t maximum_depth, size_t maximum_nodes) {
  try {
    return parse({bytes, length}, maximum_depth, maximum_nodes);
  } catch (...) {
    // Nothing here throws but the allocation of nodes.
    return failure({PF_JSON_OUT_OF_MEMORY, 0});
  }
}

void pf_json_tape_free(pf_json_tape *tape) { delete tape; }
