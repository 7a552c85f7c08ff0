import HTTP

/// The rows of one section of an RFC, and the limits that they are about.
package struct Table: CustomStringConvertible, Sendable {
  package let name: String
  package let rows: [Row]
  package let limits: Limits

  init(_ name: String, _ groups: [Row]..., change: (inout Limits) -> Void = { _ in }) {
    (self.name, rows) = (name, groups.flatMap { $0 })
    var limits = Limits()
    change(&limits)
    self.limits = limits
  }

  package var description: String { name }

  /// Everything, in the order of RFC 9112.
  package static let all = [
    lines, versions, requestLines, originTargets, otherTargets, hosts, fieldLines, headSizes, transferCodings,
    lengths, lengthsAndCodings, chunks, chunkExtensions, trailers, bodySizes, persistence, expectations,
  ]
}

extension String {
  /// The same text again and again.
  func times(_ count: Int) -> String { String(repeating: self, count: count) }
}
