import ArgumentParser
import HTTPServer

struct ListenOptions: ParsableArguments {
  @Option(help: "The address or name to listen on.")
  var host = "127.0.0.1"
  @Option(help: "The port to listen on; 0 takes any free one.")
  var port: UInt16 = 8080
  @Option(help: "Open connections; further ones wait.")
  var connectionLimit = 16384

  func validate() throws {
    try expect(atLeast: 1, [("connection-limit", connectionLimit)])
  }
}

extension ListenOptions {
  /// The host as it stands in a URL.
  var shownHost: String { host.contains(":") ? "[\(host)]" : host }

  func configure(_ configuration: inout ServerConfiguration) {
    configuration.host = host
    configuration.port = port
    configuration.connections = connectionLimit
  }
}
