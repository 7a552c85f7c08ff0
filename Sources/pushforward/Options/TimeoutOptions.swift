import ArgumentParser
import HTTPServer

/// How long a client may take.
struct TimeoutOptions: ParsableArguments {
  @Option(help: "Seconds for a head to arrive.")
  var headTimeout = 10.0
  @Option(help: "Seconds for a body to arrive.")
  var bodyTimeout = 300.0
  @Option(help: "Bytes a second that a body must make.")
  var bodyRate = 240
  @Option(help: "Seconds that a connection may be without a request.")
  var idleTimeout = 60.0
  @Option(help: "Seconds without progress while a response is sent.")
  var writeTimeout = 30.0

  func validate() throws {
    try expect(atLeast: 0, [("body-rate", bodyRate)])
    try expectTimes([
      ("head-timeout", headTimeout), ("body-timeout", bodyTimeout), ("idle-timeout", idleTimeout),
      ("write-timeout", writeTimeout),
    ])
  }
}

extension TimeoutOptions {
  func configure(_ configuration: inout ServerConfiguration) {
    configuration.timeouts.head = .seconds(headTimeout)
    configuration.timeouts.body = .seconds(bodyTimeout)
    configuration.timeouts.rate = bodyRate
    configuration.timeouts.idle = .seconds(idleTimeout)
    configuration.timeouts.write = .seconds(writeTimeout)
  }
}
