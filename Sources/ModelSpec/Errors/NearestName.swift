/// The candidate that a misspelt name most likely meant, or nil where none is near.
///
/// Distance is Damerau and Levenshtein's (optimal string alignment: insertions, deletions, substitutions and
/// transpositions of neighbours), on lower-cased text. A third of the longer name may be wrong, one character at least.
/// Ties go to the candidate of the nearest length, then to the first in the alphabet: the same request gets the same
/// bytes.
///
/// - Complexity: O(candidates · length²), with lengths of at most 64; longer names get no suggestion.
public func nearestName(to name: String, among candidates: some Sequence<String>) -> String? {
  let wanted = folded(name)
  guard let wanted, !wanted.isEmpty else { return nil }
  var best: (distance: Int, lengths: Int, name: String)?
  for candidate in candidates where candidate != name {
    guard let letters = folded(candidate) else { continue }
    let limit = max(1, max(wanted.count, letters.count) / 3)
    let lengths = abs(wanted.count - letters.count)
    guard lengths <= limit else { continue }
    let distance = alignmentDistance(wanted, letters)
    guard distance <= limit, distance < max(wanted.count, letters.count) else { continue }
    if let best, best <= (distance, lengths, candidate) { continue }
    best = (distance, lengths, candidate)
  }
  return best?.name
}

private func folded(_ name: String) -> [Unicode.Scalar]? {
  guard name.utf8.count <= 64 else { return nil }
  return Array(name.lowercased().unicodeScalars)
}

/// Optimal string alignment distance, by rows: only the two rows before the current one are kept.
func alignmentDistance(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar]) -> Int {
  var beforePrevious = [Int](repeating: 0, count: b.count + 1)
  var previous = Array(0...b.count)
  var current = previous
  for i in a.indices {
    current[0] = i + 1
    for j in b.indices {
      let substitution = previous[j] + (a[i] == b[j] ? 0 : 1)
      current[j + 1] = min(previous[j + 1] + 1, current[j] + 1, substitution)
      if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
        current[j + 1] = min(current[j + 1], beforePrevious[j - 1] + 1)
      }
    }
    (beforePrevious, previous, current) = (previous, current, beforePrevious)
  }
  return previous[b.count]
}
