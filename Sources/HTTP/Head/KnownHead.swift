import Glibc

/// The head of an earlier request on a connection, to know the next one by: clients repeat theirs, but for the length of the body.
///
/// Parsing is a function of the bytes, so where they are the same nothing is looked at but the digits of that length.
struct KnownHead: Sendable {
  private let head: RequestHead
  /// Where the digits of the length stand that may be others, as many of them.
  private let length: Range<Int>

  /// Larger heads are parsed each time, so that connections without a request keep little.
  private static let maximumByteCount = 1024

  /// Nil for a large head.
  init?(_ head: RequestHead) {
    guard head.fields.byteCount <= KnownHead.maximumByteCount else { return nil }
    self.head = head
    length = KnownHead.lengthThatMayDiffer(in: head) ?? head.fields.byteCount..<head.fields.byteCount
  }

  /// Nil where more than the framing depends on the length, or where it has so many digits that another of as many might be none.
  private static func lengthThatMayDiffer(in head: RequestHead) -> Range<Int>? {
    guard case .length = head.framing, !head.fields.contains("expect") else { return nil }
    return head.fields.firstPosition(of: "content-length").flatMap { $0.count <= 18 ? $0 : nil }
  }

  /// The head that stands in `input` at `offset`, which is moved behind it; nil where it is not all there, or another one. Linear in the head.
  func match(_ input: Span<UInt8>, from offset: inout Int) -> RequestHead? {
    let count = head.fields.byteCount
    guard input.count - offset >= count else { return nil }
    let text = input.extracting(offset..<offset + count)
    guard let found = head.fields.withBytes({ match(text, $0) }) else { return nil }
    offset += count
    return found
  }

  private func match(_ text: Span<UInt8>, _ known: Span<UInt8>) -> RequestHead? {
    guard text.isSame(as: known, in: 0..<length.lowerBound), text.isSame(as: known, in: length.upperBound..<known.count)
    else { return nil }
    if text.isSame(as: known, in: length) { return head }
    guard let count = text.decimal(length), count > 0 else { return nil }
    var head = head
    head.framing = .length(count)
    head.fields.replaceBytes(in: length, with: text)
    return head
  }
}

extension Span<UInt8> {
  /// Whether the bytes in `range` are those of `other` there.
  fileprivate func isSame(as other: Span<UInt8>, in range: Range<Int>) -> Bool {
    extracting(range).withUnsafeBytes { these in
      other.extracting(range).withUnsafeBytes { those in
        guard let these = these.baseAddress, let those = those.baseAddress else { return true }
        return memcmp(these, those, range.count) == 0
      }
    }
  }
}
