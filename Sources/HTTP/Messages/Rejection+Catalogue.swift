// Every reason for which the engine refuses a request, in the order of RFC 9112, then RFC 9110.

extension Rejection {
  private static func malformed(_ section: Section, _ reason: String, _ message: String) -> Rejection {
    Rejection(.badRequest, section, reason: reason, message)
  }

  // MARK: Lines

  static var bareLineFeed: Rejection {
    malformed(.messages("2.2"), "bare_lf", "A line ends with LF alone; lines end with CRLF")
  }
  static var bareCarriageReturn: Rejection {
    malformed(.messages("2.2"), "bare_cr", "A CR is not followed by LF")
  }
  static var controlCharacter: Rejection {
    malformed(.semantics("5.5"), "control_character", "The head holds a control character")
  }
  static var leadingWhitespace: Rejection {
    malformed(.messages("2.2"), "leading_whitespace", "Whitespace stands between the request line and the first field")
  }

  // MARK: Request line

  static var requestLine: Rejection {
    malformed(
      .messages("3"), "request_line", "The request line is not a method, a target and a version with one space between")
  }
  static var method: Rejection {
    malformed(.messages("3.1"), "method", "The method is not a token")
  }
  static var methodTooLong: Rejection {
    Rejection(
      .notImplemented, .messages("3"), reason: "method_too_long", "The method is longer than any that exists here")
  }
  static var tunnel: Rejection {
    Rejection(.notImplemented, .semantics("9.3.6"), reason: "connect", "This server opens no tunnels")
  }
  static var targetTooLong: Rejection {
    Rejection(.uriTooLong, .messages("3"), reason: "request_line_too_long", "The request line is too long")
  }
  static var target: Rejection {
    malformed(.messages("3.2"), "target", "The request target is in none of the four forms")
  }
  static var targetCharacter: Rejection {
    malformed(.messages("3.2"), "target_character", "The request target holds a character that must be percent-encoded")
  }
  static var targetControl: Rejection {
    malformed(.init(3986, "7.3"), "target_control", "The path of the request target holds an escaped control character")
  }
  static var targetAuthority: Rejection {
    malformed(
      .messages("3.2.2"), "target_authority", "The authority of the request target is not a host with an optional port")
  }
  static var asteriskTarget: Rejection {
    malformed(.messages("3.2.4"), "asterisk_target", "The target * goes with OPTIONS only")
  }
  static var connectTarget: Rejection {
    malformed(.messages("3.2.3"), "connect_target", "The target of CONNECT is a host and a port")
  }
  static var version: Rejection {
    malformed(.messages("2.3"), "version", "The version is not HTTP/ with a digit, a dot and a digit")
  }
  static var versionNotSupported: Rejection {
    Rejection(
      .versionNotSupported, .semantics("15.6.6"), reason: "version_not_supported",
      "This server speaks HTTP/1.1 and HTTP/1.0")
  }

  // MARK: Fields

  static var missingHost: Rejection {
    malformed(.messages("3.2"), "missing_host", "The request has no Host field")
  }
  static var repeatedHost: Rejection {
    malformed(.messages("3.2"), "repeated_host", "The request has more than one Host field")
  }
  static var host: Rejection {
    malformed(.messages("3.2"), "host", "The Host field is not a host with an optional port")
  }
  static var fieldLine: Rejection {
    malformed(.messages("5"), "field_line", "A field line has no colon")
  }
  static var fieldName: Rejection {
    malformed(.messages("5.1"), "field_name", "A field name is not a token directly before its colon")
  }
  static var foldedField: Rejection {
    malformed(.messages("5.2"), "folded_field", "A field is folded over several lines")
  }
  static var headTooLarge: Rejection {
    Rejection(.requestHeaderFieldsTooLarge, .init(6585, "5"), reason: "head_too_large", "The head is too large")
  }
  static var tooManyFields: Rejection {
    Rejection(.requestHeaderFieldsTooLarge, .init(6585, "5"), reason: "too_many_fields", "The head has too many fields")
  }

  // MARK: Framing

  static var transferEncoding: Rejection {
    malformed(
      .messages("6.1"), "transfer_encoding", "Transfer-Encoding is not a list of codings that ends with one chunked")
  }
  static var transferCodingUnknown: Rejection {
    Rejection(
      .notImplemented, .messages("6.1"), reason: "transfer_coding_unknown",
      "The only transfer coding of this server is chunked")
  }
  static var transferEncodingInHTTP10: Rejection {
    malformed(.messages("6.1"), "transfer_encoding_http10", "Transfer-Encoding stands in an HTTP/1.0 request")
  }
  static var contentLength: Rejection {
    malformed(.semantics("8.6"), "content_length", "Content-Length is not one decimal number")
  }
  static var repeatedContentLength: Rejection {
    malformed(.messages("6.3"), "repeated_content_length", "The request has more than one Content-Length")
  }
  static var twoLengths: Rejection {
    malformed(.messages("6.3"), "two_lengths", "The request has both Transfer-Encoding and Content-Length")
  }
  static var bodyTooLarge: Rejection {
    Rejection(
      .contentTooLarge, .semantics("15.5.14"), reason: "body_too_large", "The body is larger than this server accepts")
  }
  static var chunkSize: Rejection {
    malformed(.messages("7.1"), "chunk_size", "A chunk does not begin with its size in hexadecimal digits")
  }
  static var chunkExtension: Rejection {
    malformed(.messages("7.1.1"), "chunk_extension", "A chunk extension is malformed")
  }
  static var chunkExtensionsTooLong: Rejection {
    malformed(.messages("7.1.1"), "chunk_extensions_too_long", "The chunk extensions are too long")
  }
  static var chunkEnd: Rejection {
    malformed(.messages("7.1"), "chunk_end", "The data of a chunk is not followed by CRLF")
  }
  static var trailersTooLarge: Rejection {
    Rejection(
      .requestHeaderFieldsTooLarge, .messages("7.1.2"), reason: "trailers_too_large", "The trailer section is too large"
    )
  }
  static var incomplete: Rejection {
    malformed(.messages("8"), "incomplete", "The connection ended inside the request")
  }

  // MARK: Semantics

  /// For the server, which knows what its port speaks.
  public static var plainRequest: Rejection {
    malformed(.semantics("4.2.2"), "plain_request", "This port speaks HTTPS, and the request came in plain text")
  }

  static var expectation: Rejection {
    Rejection(
      .expectationFailed, .semantics("10.1.1"), reason: "expectation",
      "The only expectation of this server is 100-continue")
  }
  static var timeout: Rejection {
    Rejection(.requestTimeout, .semantics("15.5.9"), reason: "timeout", "The request did not arrive in time")
  }
}

extension Rejection.Section {
  /// A section of RFC 9112, HTTP/1.1.
  static func messages(_ number: String) -> Self { Self(9112, number) }
  /// A section of RFC 9110, HTTP Semantics.
  static func semantics(_ number: String) -> Self { Self(9110, number) }
}
