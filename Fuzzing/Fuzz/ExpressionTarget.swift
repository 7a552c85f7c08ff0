import ModelSpec

/// The parser of formulas.
enum ExpressionTarget: FuzzTarget {
  static func run(_ input: [UInt8]) {
    let text = String(decoding: input, as: UTF8.self)
    do {
      let expression = try Expression(
        parsing: text, limits: ExpressionLimits(length: 2000, depth: 20, steps: 500))
      precondition(!expression.outputs.isEmpty)
      precondition(expression == (try? Expression(parsing: text)), "the same text is another formula")
    } catch {
      precondition(!error.message.isEmpty)
    }
  }
}
