import ArgumentParser
import Foundation
import HTTPServer
import Logging

/// What can be said to `serve`. Sizes take the suffixes K, M and G; times are in seconds.
struct ServeOptions: ParsableArguments {
  @Option(help: "The address or name to listen on.")
  var host = "127.0.0.1"
  @Option(help: "The port to listen on; 0 takes any free one.")
  var port: UInt16 = 8080

  @Option(help: "Threads for calls that take long.")
  var workers = Machine.cores
  @Option(help: "Requests that may wait for a worker; further ones are refused with 503.")
  var queue = 256
  @Option(help: "Seconds that a request may take from its arrival to its answer.")
  var deadline = 30.0
  @Option(help: "Bytes that requests under way may hold together.")
  var memoryLimit = ByteCount(max(64, Machine.memory >> 21) << 20)

  @Option(help: "Bytes of a request's body, decoded.")
  var bodyLimit = ByteCount(64 << 20)
  @Option(help: "Bytes of a request's head.")
  var headLimit = ByteCount(64 << 10)
  @Option(help: "Bytes of a request's first line.")
  var lineLimit = ByteCount(16 << 10)
  @Option(help: "Header fields of a request.")
  var fieldLimit = 200
  @Option(help: "Open connections; further ones wait.")
  var connectionLimit = 16384
  @Option(help: "Calls in a batch.")
  var batchLimit = 1000
  @Option(help: "Elements of a tensor.")
  var tensorLimit = 1 << 26
  @Option(help: "Tangents or cotangents in a call.")
  var vectorLimit = 1024
  @Option(help: "Transforms in a derivative.")
  var transformLimit = 16
  @Option(help: "Bytes of a call's intermediate values.")
  var planLimit = ByteCount(2 << 30)
  @Option(help: "Bytes of a result's text.")
  var resultLimit = ByteCount(1 << 30)

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
  @Option(help: "Seconds that new connections are taken after SIGTERM.")
  var drainGrace = 1.0
  @Option(help: "Seconds after SIGTERM for requests to finish.")
  var drainTimeout = 25.0

  @Option(help: "A PEM file with the certificate; serves HTTPS.")
  var tlsCertificate: String?
  @Option(help: "A PEM file with the certificate's private key.")
  var tlsKey: String?
  @Option(
    help: "Which clients are served: \(TLSConfiguration.Policy.allCases.map(\.rawValue).joined(separator: ", ")).")
  var tlsPolicy = TLSConfiguration.Policy.intermediate
  @Option(help: "A PEM file with the authorities that clients' certificates must be signed by.")
  var tlsClientCA: String?

  @Option(help: "The least that is logged: \(ServeOptions.logLevels).", transform: ServeOptions.logLevel)
  var logLevel = Logger.Level.info
}

extension TLSConfiguration.Policy: ExpressibleByArgument {}

extension ServeOptions {
  fileprivate static var logLevels: String { Logger.Level.allCases.map(\.rawValue).joined(separator: ", ") }

  fileprivate static func logLevel(_ name: String) throws -> Logger.Level {
    guard let level = Logger.Level(rawValue: name) else { throw ValidationError("it is one of \(logLevels)") }
    return level
  }
}

// MARK: - Checking

extension ServeOptions {
  func validate() throws {
    try expect(atLeast: 1, [("workers", workers), ("batch-limit", batchLimit), ("connection-limit", connectionLimit)])
    try expect(atLeast: 0, [("queue", queue), ("field-limit", fieldLimit), ("body-rate", bodyRate)])
    try expect(
      atLeast: 1,
      [("tensor-limit", tensorLimit), ("vector-limit", vectorLimit), ("transform-limit", transformLimit)])
    try expectTimes([
      ("deadline", deadline), ("head-timeout", headTimeout), ("body-timeout", bodyTimeout),
      ("idle-timeout", idleTimeout), ("write-timeout", writeTimeout), ("drain-grace", drainGrace),
      ("drain-timeout", drainTimeout),
    ])
    guard (tlsCertificate == nil) == (tlsKey == nil) else {
      throw ValidationError("--tls-certificate and --tls-key go together")
    }
    guard tlsClientCA == nil || tlsKey != nil else { throw ValidationError("--tls-client-ca needs --tls-certificate") }
  }

  private func expect(atLeast least: Int, _ options: [(name: String, value: Int)]) throws {
    for option in options where option.value < least {
      throw ValidationError("--\(option.name) must be at least \(least), not \(option.value)")
    }
  }

  private func expectTimes(_ options: [(name: String, value: Double)]) throws {
    for option in options where !(0...1e6).contains(option.value) {
      throw ValidationError("--\(option.name) must be between 0 and 1000000 seconds, not \(option.value)")
    }
  }
}

// MARK: - Names

extension ServeOptions {
  /// The names of all options, as they are written behind the dashes: the argument parser makes them of the properties'
  /// names in this way.
  static var names: [String] {
    Mirror(reflecting: ServeOptions()).children.compactMap { $0.label.map { dashed($0.drop { $0 == "_" }) } }
  }

  private static func dashed(_ name: Substring) -> String {
    var words: [String] = [""]
    for (character, next) in zip(name, name.dropFirst() + "A") {
      let startsWord = character.isUppercase && (words.last?.last?.isLowercase ?? false || next.isLowercase)
      if startsWord { words.append("") }
      words[words.count - 1].append(character.lowercased())
    }
    return words.joined(separator: "-")
  }
}
