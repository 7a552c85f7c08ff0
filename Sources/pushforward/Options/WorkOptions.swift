import ArgumentParser
import DerivativeService

struct WorkOptions: ParsableArguments {
  @Option(help: "Threads for calls that take long.")
  var workers = Machine.cores
  @Option(help: "Requests that may wait for a worker; further ones are refused with 503.")
  var queue = 256
  @Option(help: "Seconds that a request may take from its arrival to its answer.")
  var deadline = 30.0
  @Option(help: "Bytes that requests under way may hold together.")
  var memoryLimit = ByteCount(max(64, Machine.memory >> 21) << 20)

  func validate() throws {
    try expect(atLeast: 1, [("workers", workers)])
    try expect(atLeast: 0, [("queue", queue)])
    try expectTimes([("deadline", deadline)])
  }
}

extension WorkOptions {
  func configure(_ configuration: inout ServiceConfiguration) {
    configuration.workers = workers
    configuration.queue = queue
    configuration.deadline = .seconds(deadline)
    configuration.memory = memoryLimit.bytes
  }
}
