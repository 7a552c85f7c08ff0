/// What `checkGradients` found: the laws that the derivatives of a function must obey, and how far each was off.
public struct GradientCheck: Sendable, CustomStringConvertible {
  /// A law of derivatives, needing no derivative that is known otherwise.
  public enum Law: String, Sendable {
    /// J · v is the limit of differences along v.
    case difference
    /// ⟨w, J · v⟩ = ⟨Jᵀ · w, v⟩.
    case transpose
  }

  /// One law at one function.
  public struct Check: Sendable {
    /// The function that was differentiated: `f`, `jvp(f)`, `vjp(jvp(f))` …
    public let function: String
    public let law: Law
    public let relativeError: Double
  }

  public let checks: [Check]
  /// The relative error up to which a check holds.
  public let tolerance: Double

  /// The largest error; infinite where a derivative is not a number.
  public var maximumRelativeError: Double { checks.map(\.relativeError).max() ?? 0 }

  public var holds: Bool { maximumRelativeError <= tolerance }

  /// One line per check.
  public var description: String {
    checks.map { check in
      let verdict = check.relativeError <= tolerance ? "holds" : "FAILS"
      return "\(check.function): \(check.law.rawValue) \(verdict), relative error \(check.relativeError)"
    }.joined(separator: "\n")
  }
}
