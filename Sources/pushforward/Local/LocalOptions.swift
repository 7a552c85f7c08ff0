import ArgumentParser
import DerivativeService

/// What can be said to the commands that answer a request without a server.
struct LocalOptions: ParsableArguments {
  @Argument(help: "The file with the request; - is standard input.", completion: .file(extensions: ["json"]))
  var request: String

  @Option(help: "Seconds that the answer may take; as long as it takes where this is left out.")
  var deadline: Double?
  @OptionGroup(title: "Models") var models: ModelOptions
  @OptionGroup(title: "Limits of calls") var limits: CallLimitOptions

  func validate() throws {
    if let deadline { try expectTimes([("deadline", deadline)]) }
  }
}

extension LocalOptions {
  /// The bytes of the request. Ends the process where they cannot be read.
  func read() -> [UInt8] {
    do {
      return request == "-" ? try Stream.input.readToEnd() : try Stream.contents(ofFile: request)
    } catch {
      fail(.noInput, "\(request) cannot be read: \(error)")
    }
  }

  /// One call after the other has the machine, for as long as it takes.
  var configuration: ServiceConfiguration {
    var configuration = ServiceConfiguration()
    configuration.deadline = .seconds(deadline ?? 1e6)
    configuration.memory = Machine.memory
    limits.configure(&configuration)
    return configuration
  }

  var serviceLimits: ServiceLimits {
    var serviceLimits = ServiceLimits()
    limits.configure(&serviceLimits)
    return serviceLimits
  }
}
