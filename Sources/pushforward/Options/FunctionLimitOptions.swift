import ArgumentParser
import DerivativeService

/// How large the text of a function may be, and how deep.
struct FunctionLimitOptions: ParsableArguments {
  @Option(help: "Values in a JSON text; a row of numbers is one.")
  var valueLimit = 4_000_000
  @Option(help: "Arrays and objects inside one another.")
  var jsonDepthLimit = 128
  @Option(help: "Nodes of a program, layers of a model or steps of a formula.")
  var nodeLimit = 20_000
  @Option(help: "Programs inside programs or layers inside layers.")
  var functionDepthLimit = 32
  @Option(help: "Bytes of a formula.")
  var expressionLimit = ByteCount(64 << 10)
  @Option(help: "Brackets inside brackets of a formula.")
  var expressionDepthLimit = 100
  @Option(help: "Turns of a loop.")
  var turnLimit = 100_000

  func validate() throws {
    try expect(atLeast: 1, [("value-limit", valueLimit), ("node-limit", nodeLimit)])
    try expect(atLeast: 0, [("turn-limit", turnLimit)])
    // Functions are read by recursion, for which threads have little room.
    try expect(
      from: 1, to: 500,
      [
        ("json-depth-limit", jsonDepthLimit), ("function-depth-limit", functionDepthLimit),
        ("expression-depth-limit", expressionDepthLimit),
      ])
  }
}

extension FunctionLimitOptions {
  func configure(_ configuration: inout ServiceConfiguration) {
    configuration.json.values = valueLimit
    configuration.json.depth = jsonDepthLimit
  }

  func configure(_ limits: inout ServiceLimits) {
    limits.spec.nodes = nodeLimit
    limits.spec.depth = functionDepthLimit
    limits.spec.loopTurns = turnLimit
    limits.spec.expression.length = expressionLimit.bytes
    limits.spec.expression.depth = expressionDepthLimit
    limits.spec.expression.steps = nodeLimit
  }
}
