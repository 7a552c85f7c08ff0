//   request-target = origin-form / absolute-form / authority-form / asterisk-form      RFC 9112 section 3.2
//   origin-form    = absolute-path [ "?" query ]
//   absolute-form  = "http" [ "s" ] "://" authority path-abempty [ "?" query ]          RFC 9110 section 4.2
//   authority-form = uri-host ":" port                                                  CONNECT only
//   asterisk-form  = "*"                                                                OPTIONS only

extension Target {
  /// Parses the bytes between the two spaces of a request line.
  init(_ line: Span<UInt8>, _ range: Range<Int>, of method: Method) throws(Rejection) {
    guard let first = range.first.map({ line[$0] }) else { throw .requestLine }
    if method == .connect {
      try self.init(authority: line, range)
    } else if first == .slash {
      try self.init(line, path: range, form: .origin, authority: nil)
    } else if first == .asterisk, range.count == 1 {
      guard method == .options else { throw .asteriskTarget }
      self.init(form: .asterisk, rawPath: "*")
    } else {
      try self.init(absolute: line, range)
    }
  }

  private init(authority line: Span<UInt8>, _ range: Range<Int>) throws(Rejection) {
    guard let authority = Authority(line, range), authority.port != nil else { throw .connectTarget }
    self.init(form: .authority, authority: line.text(range), rawPath: "")
  }

  private init(absolute line: Span<UInt8>, _ range: Range<Int>) throws(Rejection) {
    guard let schemeEnd = line.firstIndex(of: .colon, in: range) else { throw .target }
    let scheme = range.lowerBound..<schemeEnd
    guard line.equals(scheme, "http") || line.equals(scheme, "https") else { throw .target }
    let start = schemeEnd + 3
    guard start <= range.upperBound, line.equals(schemeEnd..<start, "://") else { throw .target }
    let hierarchy = start..<range.upperBound
    let authorityEnd = hierarchy.first { line[$0] == .slash || line[$0] == .questionMark } ?? hierarchy.upperBound
    guard Authority(line, start..<authorityEnd) != nil else { throw .targetAuthority }
    let authority = line.text(start..<authorityEnd)
    try self.init(line, path: authorityEnd..<range.upperBound, form: .absolute, authority: authority)
    if rawPath.isEmpty { rawPath = "/" }
  }

  private init(_ line: Span<UInt8>, path range: Range<Int>, form: Form, authority: String?) throws(Rejection) {
    let pathEnd = line.firstIndex(of: .questionMark, in: range) ?? range.upperBound
    let path = range.lowerBound..<pathEnd
    let query = min(pathEnd + 1, range.upperBound)..<range.upperBound
    guard line.all(path, .path), line.all(query, .query), line.escapesAreWhole(in: range) else {
      throw .targetCharacter
    }
    guard !line.hasEscapedControl(in: path) else { throw .targetControl }
    self.init(
      form: form, authority: authority, rawPath: line.text(path),
      query: pathEnd < range.upperBound ? line.text(query) : nil)
  }
}
