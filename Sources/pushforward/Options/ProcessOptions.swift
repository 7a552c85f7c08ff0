import ArgumentParser
import HTTPServer

/// In how many processes is served.
struct ProcessOptions: ParsableArguments {
  @Option(
    help: """
      Worker processes under a supervisor that replaces those that die; by default this one process serves alone. \
      Limits are each process's.
      """)
  var processes: Int?
  /// A worker's number: what a supervisor says to the processes that it starts.
  @Option(help: .hidden)
  var supervisedWorker: Int?

  func validate() throws {
    if let processes { try expect(from: 1, to: 1024, [("processes", processes)]) }
  }
}

extension ProcessOptions {
  /// How many processes share the machine.
  var sharing: Int { processes ?? 1 }

  /// How many processes a supervisor is to start; nil where there is none, or where this is one of them.
  var supervised: Int? { isWorker ? nil : processes }

  var isWorker: Bool { supervisedWorker != nil }

  static let workerOption = "supervised-worker"

  func configure(_ configuration: inout ServerConfiguration) {
    configuration.queues = max(1, configuration.queues / sharing)
  }
}
