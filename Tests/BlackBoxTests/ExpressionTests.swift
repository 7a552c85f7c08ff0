import Testing

/// One expression of `References/expressions.json`: its value from NumPy, its derivatives from JAX.
struct ReferenceExpression: Codable {
  var name: String
  var expression: Tree
  var inputs: Tree
  var value: Tree
  var tangents: Tree?
  var jvp: Tree?
  var gradient: Tree?
  var hvp: Tree?
  var cotangents: Tree?
  var vjp: Tree?

  /// The calls that this case describes: the method, what it takes beside the function, and its result.
  var calls: [(method: String, more: [String: Tree], result: [String: Tree])] {
    var calls: [(String, [String: Tree], [String: Tree])] = [("evaluate", [:], [:])]
    if let tangents, let jvp { calls.append(("jvp", ["tangents": tangents], ["jvp": jvp])) }
    if let gradient { calls.append(("gradient", ["primals": names], ["gradient": gradient])) }
    if let tangents, let gradient, let hvp {
      calls.append(("hvp", ["tangents": tangents], ["gradient": gradient, "hvp": hvp]))
    }
    if let cotangents, let vjp {
      calls.append(("vjp", ["primals": names, "cotangents": cotangents], ["vjp": vjp]))
    }
    return calls
  }

  private var names: Tree { .array((inputs.members ?? [:]).keys.sorted().map(Tree.string)) }
}

@Suite("Expressions agree with NumPy and JAX")
struct ExpressionTests {
  @Test func `value, jvp, gradient, hvp and vjp are right to 1e-11`() throws {
    let references: [ReferenceExpression] = try Repository.cases(
      "Tests/DerivativeServiceTests/References/expressions.json")
    #expect(references.count >= 120)
    try ServerProcess.serving { server in
      for reference in references {
        for call in reference.calls {
          let function: [String: Tree] = [
            "expression": reference.expression, "inputs": reference.inputs, "dtype": "float64",
          ]
          let reply = try server.client.reply(to: call.method, .object(function.merging(call.more) { $1 }))
          let expected = Tree.object(call.result.merging(["value": reference.value]) { $1 })
          let scale = max(1, expected.numbers.map(abs).max() ?? 1)
          let difference = (reply["result"] ?? reply).difference(
            from: expected, Tolerance(relative: 1e-11, absolute: 1e-12 * scale))
          #expect(difference == nil, "\(call.method) of \(reference.name): \(reply["error"]?["message"]?.string ?? "")")
        }
      }
    }
  }
}
