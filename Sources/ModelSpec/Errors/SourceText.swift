/// A place in the text of an expression, counted from 1 as editors do; columns count Unicode scalars.
public struct SourceLocation: Hashable, Sendable {
  public var line: Int
  public var column: Int
  /// The line's text and, under it, a caret at the column. Long lines are cut around the place.
  public var excerpt: String
}

/// The text of an expression, addressed by the offset of a Unicode scalar.
struct SourceText: Sendable {
  let scalars: [Unicode.Scalar]

  init(_ text: String) {
    scalars = Array(text.unicodeScalars)
  }

  /// Where an offset stands. The offset may be the end of the text.
  func location(of offset: Int) -> SourceLocation {
    let offset = min(max(offset, 0), scalars.count)
    let before = scalars[..<offset]
    let start = before.lastIndex(of: "\n").map { $0 + 1 } ?? 0
    let end = scalars[offset...].firstIndex(of: "\n") ?? scalars.count
    return SourceLocation(
      line: before.count { $0 == "\n" } + 1, column: offset - start + 1,
      excerpt: excerpt(line: start..<end, offset: offset))
  }

  /// A line and its caret line, at most 60 scalars to each side of the place.
  private func excerpt(line: Range<Int>, offset: Int) -> String {
    let reach = 60
    let lower = max(line.lowerBound, offset - reach)
    let upper = min(line.upperBound, offset + reach)
    let lead = lower > line.lowerBound ? "…" : ""
    let trail = upper < line.upperBound ? "…" : ""
    return "\(lead)\(text(lower..<upper))\(trail)\n\(lead.isEmpty ? "" : " ")\(indent(lower..<offset))^"
  }

  /// Blanks as wide as the text: tabs stay tabs, so that the caret stands under its place.
  private func indent(_ range: Range<Int>) -> String {
    scalars[range].reduce(into: "") { $0 += $1 == "\t" ? "\t" : String(repeating: " ", count: $1.displayWidth) }
  }

  /// The text of a range of scalars, a carriage return before the line's end left out.
  func text(_ range: Range<Int>) -> String {
    let part = scalars[range]
    guard part.allSatisfy({ $0.isASCII && $0 != "\r" }) else { return unusualText(part) }
    return String(unsafeUninitializedCapacity: part.count) { buffer in
      for (place, scalar) in zip(buffer.indices, part) { buffer[place] = UInt8(truncatingIfNeeded: scalar.value) }
      return part.count
    }
  }

  private func unusualText(_ part: ArraySlice<Unicode.Scalar>) -> String {
    var view = String.UnicodeScalarView()
    view.append(contentsOf: part.filter { $0 != "\r" })
    return String(view)
  }
}
