import ArgumentParser
import HTTPServer

/// How large a request may be as HTTP sees it.
struct RequestLimitOptions: ParsableArguments {
  @Option(help: "Bytes of a request's body, decoded.")
  var bodyLimit = ByteCount(64 << 20)
  @Option(help: "Bytes of a request's head.")
  var headLimit = ByteCount(64 << 10)
  @Option(help: "Bytes of a request's first line.")
  var lineLimit = ByteCount(16 << 10)
  @Option(help: "Header fields of a request.")
  var fieldLimit = 200

  func validate() throws {
    try expect(atLeast: 0, [("field-limit", fieldLimit)])
  }
}

extension RequestLimitOptions {
  func configure(_ configuration: inout ServerConfiguration) {
    configuration.limits.body = bodyLimit.bytes
    configuration.limits.head = headLimit.bytes
    configuration.limits.requestLine = lineLimit.bytes
    configuration.limits.fields = fieldLimit
  }
}
