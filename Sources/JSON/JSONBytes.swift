import CSimdJSON

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

typealias Bytes = UnsafeBufferPointer<UInt8>

/// Whether two buffers hold the same bytes.
func isSame(_ first: Bytes, _ second: Bytes) -> Bool {
  guard first.count == second.count, let left = first.baseAddress, let right = second.baseAddress else {
    return first.count == second.count
  }
  return memcmp(left, right, first.count) == 0
}

/// Where a byte stands first.
func offset(of byte: UInt8, in bytes: Bytes) -> Int? {
  guard let start = bytes.baseAddress, let found = memchr(start, Int32(byte), bytes.count) else { return nil }
  return UnsafeRawPointer(found) - UnsafeRawPointer(start)
}

extension JSONDocument {
  /// Calls `body` with the nodes and the text: what reads many of them there retains nothing for each.
  func withNodes<Result>(_ body: (UnsafeBufferPointer<pf_json_node>, Bytes) -> Result) -> Result {
    nodes.withUnsafeBufferPointer { nodes in bytes.withUnsafeBufferPointer { body(nodes, $0) } }
  }
}

extension pf_json_node {
  /// The bytes between the quotes of a string.
  func quoted(in text: Bytes) -> Bytes { Bytes(rebasing: text[Int(begin) + 1..<Int(end) - 1]) }

  /// Whether the bytes of a string are its text, and no other text is canonically equivalent but by them.
  func isPlain(in text: Bytes) -> Bool { count == 0 && quoted(in: text).allSatisfy { $0 < 0x80 } }
}
