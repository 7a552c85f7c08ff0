//   request-line   = method SP request-target SP HTTP-version            RFC 9112 section 3
//   HTTP-version   = "HTTP/" DIGIT "." DIGIT                             RFC 9112 section 2.3

/// The first line of a request.
struct RequestLine {
  var method: Method
  var target: Target
  var version: Version

  /// Parses a line without its CRLF. The version is judged before the target: the target of another protocol version
  /// (`PRI * HTTP/2.0`) says nothing here.
  init(_ line: Span<UInt8>, limits: Limits) throws(Rejection) {
    guard let methodEnd = line.firstIndex(of: .space, in: line.range) else { throw .requestLine }
    let method = 0..<methodEnd
    guard !method.isEmpty else { throw .requestLine }
    guard line.all(method, .token) else { throw .method }
    guard method.count <= limits.method else { throw .methodTooLong }
    let rest = methodEnd + 1..<line.count
    guard let targetEnd = line.firstIndex(of: .space, in: rest), targetEnd > methodEnd + 1 else { throw .requestLine }
    self.method = Method(rawValue: line.text(method))
    version = try RequestLine.version(line, targetEnd + 1..<line.count)
    target = try Target(line, rest.lowerBound..<targetEnd, of: self.method)
  }

  private static func version(_ line: Span<UInt8>, _ range: Range<Int>) throws(Rejection) -> Version {
    let start = range.lowerBound
    guard range.count == 8, line.text(start..<start + 5) == "HTTP/", line[start + 6] == .dot else { throw .version }
    guard line[start + 5].isDigit, line[start + 7].isDigit else { throw .version }
    guard line[start + 5] == UInt8(ascii: "1") else { throw .versionNotSupported }
    return line[start + 7] == UInt8(ascii: "0") ? .http10 : .http11
  }
}
