import ArgumentParser
import DerivativeService

/// How large a call may be: its batch, its tensors, its work and its result.
struct CallLimitOptions: ParsableArguments {
  @Option(help: "Calls in a batch.")
  var batchLimit = 1000
  @Option(help: "Elements of a tensor, given or computed.")
  var tensorLimit = 1 << 26
  @Option(help: "Elements of all tensors that a call gives.")
  var elementLimit = 1 << 26
  @Option(help: "Tangents or cotangents in a call.")
  var vectorLimit = 1024
  @Option(help: "Transforms in a derivative.")
  var transformLimit = 16
  @Option(help: "Operations that a call's program may take to write.")
  var operationLimit = 1 << 20
  @Option(help: "Arithmetic operations that a call's plan may have.")
  var workLimit = 10_000_000_000_000
  @Option(help: "Bytes of a call's intermediate values and results.")
  var planLimit = ByteCount(2 << 30)
  @Option(help: "Bytes of a result's text.")
  var resultLimit = ByteCount(1 << 30)

  func validate() throws {
    try expect(
      atLeast: 1,
      [
        ("batch-limit", batchLimit), ("tensor-limit", tensorLimit), ("element-limit", elementLimit),
        ("vector-limit", vectorLimit), ("transform-limit", transformLimit), ("operation-limit", operationLimit),
        ("work-limit", workLimit),
      ])
  }
}

extension CallLimitOptions {
  func configure(_ configuration: inout ServiceConfiguration) {
    configuration.batch = batchLimit
  }

  func configure(_ limits: inout ServiceLimits) {
    limits.tensorElements = tensorLimit
    limits.requestElements = elementLimit
    limits.vectors = vectorLimit
    limits.transforms = transformLimit
    limits.operations = operationLimit
    limits.work = workLimit
    limits.planBytes = planLimit.bytes
    limits.resultBytes = resultLimit.bytes
  }
}
