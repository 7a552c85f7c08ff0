/// Why it cannot be said who may call.
public enum AccessError: Error, Equatable {
  case unreadable(String)
  case malformedToken(String, line: Int)
  case noToken(String)
  case malformedOrigin(String)
}

extension AccessError: CustomStringConvertible {
  /// Never says a token.
  public var description: String {
    switch self {
    case .unreadable(let path): "\(path) cannot be read"
    case .malformedToken(let path, let line):
      "\(path), line \(line): a token has at least \(TokenFile.minimumLength) of the characters A-Z a-z 0-9 - . _ ~ + /"
    case .noToken(let path): "\(path) has no token"
    case .malformedOrigin(let origin): "\"\(origin)\" is no origin such as https://example.org or http://localhost:3000"
    }
  }
}
