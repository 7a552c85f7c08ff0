/// An equation of Einstein's summation convention as NumPy writes it, such as `bij,bjk->bik`: one label per axis, and an ellipsis for any
/// number of leading axes that broadcast.
struct EinsumEquation {
  /// A letter, or an axis of the ellipsis counted from the last one.
  enum Label: Hashable {
    case letter(Character)
    case ellipsis(Int)
  }

  let operands: [[Label]]
  let result: [Label]

  /// Throws `badAttribute` for an equation that is malformed or does not fit operands of these shapes.
  init(_ text: String, _ shapes: [Shape]) throws {
    let stripped = text.filter { !$0.isWhitespace }
    let sides = stripped.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
    let terms = sides[0].split(separator: ",", omittingEmptySubsequences: false)
    guard terms.count == shapes.count else {
      throw AutodiffError(
        .badAttribute, "einsum: \"\(text)\" is for \(terms.count) operands, not \(shapes.count)",
        expected: "\(shapes.count)", actual: "\(terms.count)")
    }
    let operands = try zip(terms, shapes).map { try EinsumEquation.labels($0, rank: $1.rank, in: text) }
    let broadcast = operands.joined().reduce(into: Set<Int>()) { if case .ellipsis(let axis) = $1 { $0.insert(axis) } }
    self.operands = operands
    guard sides.count == 2 else {
      result = EinsumEquation.implicitResult(operands, broadcast.count)
      return
    }
    guard sides[1].first == ">" else { throw EinsumEquation.malformed(text, "\"-\" without \">\"") }
    let right = sides[1].dropFirst()
    let letters = right.filter { $0 != "." }.count
    result = try EinsumEquation.labels(
      right, rank: letters + (right.contains(".") ? broadcast.count : 0), in: text)
    guard Set(result).count == result.count, Set(result).isSubset(of: operands.joined()) else {
      throw EinsumEquation.malformed(text, "each label of the result must stand there once and in an operand")
    }
  }

  /// Without an arrow: the ellipsis, then the letters that stand once, in alphabetical order.
  private static func implicitResult(_ operands: [[Label]], _ broadcast: Int) -> [Label] {
    var counts: [Character: Int] = [:]
    for case .letter(let letter) in operands.joined() { counts[letter, default: 0] += 1 }
    let single = counts.filter { $0.value == 1 }.keys.sorted()
    return (0..<broadcast).reversed().map { .ellipsis($0) } + single.map { .letter($0) }
  }

  private static func labels(_ term: Substring, rank: Int, in text: String) throws -> [Label] {
    let parts = term.split(separator: "...", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.joined().allSatisfy({ $0.isASCII && $0.isLetter }) else {
      throw malformed(text, "labels are the letters a to z and A to Z, and one ellipsis")
    }
    let covered = rank - parts.joined().count
    guard parts.count == 2 ? covered >= 0 : covered == 0 else {
      throw AutodiffError(
        .shapeMismatch, "einsum: \"\(term)\" in \"\(text)\" does not fit a tensor with \(rank) axes",
        expected: "\(rank) labels", actual: "\(parts.joined().count)")
    }
    let ellipsis = parts.count == 2 ? (0..<covered).reversed().map { Label.ellipsis($0) } : []
    return parts[0].map { .letter($0) } + ellipsis + (parts.count == 2 ? parts[1].map { .letter($0) } : [])
  }

  private static func malformed(_ text: String, _ reason: String) -> AutodiffError {
    AutodiffError(
      .badAttribute, "einsum: \"\(text)\" is malformed: \(reason)", expected: "as in \"ij,jk->ik\"", actual: text)
  }
}
