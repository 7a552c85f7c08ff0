import FoundationEssentials
import HTTP
import Synchronization

/// The tokens of a file, of which every request has to carry one (RFC 6750 section 2.1).
///
/// The file has one token a line; empty lines and lines that begin with `#` say nothing. Only the tokens' digests are kept.
public final class TokenFile: Sendable {
  private let path: String
  private let digests: Mutex<[Digest]>

  /// The shortest token, in characters: what is shorter can be guessed.
  public static let minimumLength = 16

  /// Reads the file. Throws where it cannot be read, where a line is no token, and where there is none.
  public init(path: String) throws(AccessError) {
    self.path = path
    digests = Mutex(try TokenFile.read(path))
  }

  /// Reads the file again. Where it is not fit for use this throws, and what was read before stays in use.
  public func reload() throws(AccessError) {
    let new = try TokenFile.read(path)
    digests.withLock { $0 = new }
  }

  /// The answer to a request without a token of the file, nil for one with.
  func refusal(of fields: Fields) -> Response? {
    let values = fields.values(of: "Authorization")
    guard let value = values.first else { return .unauthorized(.missing) }
    guard values.count == 1, let token = BearerCredentials(value)?.token else { return .unauthorized(.malformed) }
    return admits(token) ? nil : .unauthorized(.unknown)
  }

  /// All digests are looked at, each to its end: how long this takes says nothing of the tokens.
  private func admits(_ token: ArraySlice<UInt8>) -> Bool {
    let digest = Digest(of: token)
    return digests.withLock { $0.reduce(false) { found, known in digest.isEqual(to: known) || found } }
  }

  private static func read(_ path: String) throws(AccessError) -> [Digest] {
    guard let data = FileManager.default.contents(atPath: path) else { throw .unreadable(path) }
    let lines = Array(data).split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    var digests: [Digest] = []
    for (number, line) in lines.enumerated() {
      let line = line.trimmed
      if line.isEmpty || line.first == UInt8(ascii: "#") { continue }
      guard line.count >= minimumLength, BearerCredentials.isToken(line) else {
        throw .malformedToken(path, line: number + 1)
      }
      digests.append(Digest(of: line))
    }
    guard !digests.isEmpty else { throw .noToken(path) }
    return digests
  }
}

extension ArraySlice<UInt8> {
  /// Without the blanks around, and the CR that some editors leave.
  fileprivate var trimmed: ArraySlice<UInt8> {
    let blanks = [UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r")]
    let start = drop { blanks.contains($0) }
    return start.prefix(upTo: (start.lastIndex { !blanks.contains($0) } ?? start.startIndex - 1) + 1)
  }
}
