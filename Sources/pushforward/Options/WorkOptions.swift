import ArgumentParser
import DerivativeService
import HTTPServer

struct WorkOptions: ParsableArguments {
  @Option(help: "Threads for calls that take long. (default: one for each processor, shared among the processes)")
  var workers: Int?
  @Option(help: "Requests that may wait for a worker; further ones are refused with 503.")
  var queue = 256
  @Option(help: "Seconds that a request may take from its arrival to its answer.")
  var deadline = 30.0
  @Option(
    help: "Bytes that requests under way may hold together. (default: half of the memory, shared among the processes)")
  var memoryLimit: ByteCount?

  func validate() throws {
    if let workers { try expect(atLeast: 1, [("workers", workers)]) }
    try expect(atLeast: 0, [("queue", queue)])
    try expectTimes([("deadline", deadline)])
  }
}

extension WorkOptions {
  /// - Parameter processes: How many processes share the machine.
  func configure(_ configuration: inout ServiceConfiguration, sharing processes: Int) {
    configuration.workers = workers ?? max(1, Machine.cores / processes)
    configuration.queue = queue
    configuration.deadline = .seconds(deadline)
    configuration.memory = memory(sharing: processes)
  }

  /// Bodies that arrive and answers that are not taken may hold half as much each, and no more than they do by default.
  func configure(_ configuration: inout ServerConfiguration, sharing processes: Int) {
    let share = memory(sharing: processes) / 2
    configuration.bodyMemory = min(configuration.bodyMemory, share)
    configuration.responseMemory = min(configuration.responseMemory, share)
  }

  private func memory(sharing processes: Int) -> Int {
    memoryLimit?.bytes ?? max(64, (Machine.memory / processes) >> 21) << 20
  }
}
