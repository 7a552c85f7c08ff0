//   Transfer-Encoding = #transfer-coding                                 RFC 9112 section 6.1
//   transfer-coding   = token *( OWS ";" OWS transfer-parameter )        RFC 9110 section 10.1.4
//
// Of the many ways to write a list only the plain ones are taken: no empty elements and no parameters, since a
// "chunked" that one party sees and the next does not is how requests are smuggled.

/// The transfer codings of all lines, in their order.
struct TransferCodings {
  private var isMalformed = false
  private var chunkedCount = 0
  private var others = 0
  private var endsWithChunked = false

  /// The codings of one line behind those of the lines before it.
  init(_ bytes: Span<UInt8>, _ value: Range<Int>, after earlier: TransferCodings?) {
    if let earlier { self = earlier }
    bytes.forEachElement(in: value) { coding in
      isMalformed = isMalformed || coding.isEmpty || !bytes.all(coding, .token)
      endsWithChunked = bytes.equals(coding, "chunked")
      if endsWithChunked { chunkedCount += 1 } else { others += 1 }
    }
  }

  /// Whether the body is chunked and nothing else. A coding that is unknown here is 501, whatever its place; `chunked`
  /// before another coding leaves the length open and is 400 (RFC 9112 section 6.3).
  func check() throws(Rejection) {
    guard !isMalformed, chunkedCount <= 1, endsWithChunked || chunkedCount == 0 else { throw .transferEncoding }
    guard others == 0 else { throw .transferCodingUnknown }
  }
}
