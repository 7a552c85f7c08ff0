import Testing

/// One network of `References/dense_networks.json`: what a request says and what an outside library answers.
struct DenseNetwork: Codable, CustomTestStringConvertible {
  var name: String
  var model: Tree
  var inputs: Tree
  var tangents: [String: Tree]
  var value: Tree
  var jvp: Tree
  var gradient: Tree
  var hvp: Tree

  var testDescription: String { name }

  /// The parameters of a request, with `more` beside the function.
  func parameters(_ more: [String: Tree] = [:]) -> Tree {
    .object(more.merging(["model": model, "inputs": inputs, "dtype": "float64"]) { given, _ in given })
  }

  /// What rounding may do where terms cancel is measured by the largest derivative.
  var tolerance: Tolerance {
    let scale = (gradient.numbers + hvp.numbers + value.numbers).map(abs).max() ?? 1
    return Tolerance(relative: 1e-6, absolute: 1e-11 * max(scale, 1))
  }
}

@Suite("200 dense networks agree with an outside library")
struct DenseNetworkTests {
  let networks: [DenseNetwork]

  init() throws {
    networks = try Repository.cases("Tests/DerivativeServiceTests/References/dense_networks.json")
  }

  @Test func `there are 200 networks of 1 to 4 layers`() {
    #expect(networks.count == 200)
    let depths = networks.compactMap { $0.model["layers"]?.elements?.count }
    #expect(Set(depths) == [1, 2, 3, 4])
  }

  @Test func `value, jvp, gradient and hvp are right to a millionth`() throws {
    try ServerProcess.serving { server in
      for network in networks {
        let tangents = ["tangents": Tree.object(network.tangents)]
        let jvp = try server.client.call("jvp", network.parameters(tangents))
        let gradient = try server.client.call("gradient", network.parameters())
        let hvp = try server.client.call("hvp", network.parameters(tangents))
        expect(jvp, ["value": network.value, "jvp": network.jvp], network)
        expect(gradient, ["value": network.value, "gradient": network.gradient], network)
        expect(hvp, ["value": network.value, "gradient": network.gradient, "hvp": network.hvp], network)
      }
    }
  }

  @Test func `forward and reverse agree`() throws {
    try ServerProcess.serving { server in
      for network in networks {
        let tangents = Tree.object(network.tangents)
        let forward = try server.client.call("jvp", network.parameters(["tangents": tangents]))["jvp"]?.number
        let gradient = try #require(try server.client.call("gradient", network.parameters())["gradient"])
        let products = zip(gradient.numbers, tangents.numbers).map(*)
        let scale = products.reduce(0) { $0 + abs($1) }
        let difference = abs(products.reduce(0, +) - (try #require(forward)))
        #expect(difference <= 1e-12 * max(scale, 1e-3), "\(network.name): \(difference)")
      }
    }
  }

  @Test func `nested names and a cotangent of one give the gradient too`() throws {
    try ServerProcess.serving { server in
      for network in networks.prefix(40) {
        let nested = Tree.object(network.tangents.nested)
        let jvp = try server.client.call("jvp", network.parameters(["tangents": nested]))
        let vjp = try server.client.call("vjp", network.parameters(["cotangents": 1]))
        expect(jvp, ["value": network.value, "jvp": network.jvp], network)
        expect(vjp, ["value": network.value, "vjp": network.gradient], network)
      }
    }
  }

  private func expect(_ actual: Tree, _ expected: Tree, _ network: DenseNetwork) {
    let difference = actual.difference(from: expected, network.tolerance)
    #expect(difference == nil, "\(network.name)")
  }
}

extension [String: Tree] {
  /// `dense.kernel` as `{"dense": {"kernel": …}}`.
  fileprivate var nested: [String: Tree] {
    reduce(into: [:]) { result, member in
      let parts = member.key.split(separator: ".").map(String.init)
      var layer = result[parts[0]]?.members ?? [:]
      layer[parts[1]] = member.value
      result[parts[0]] = .object(layer)
    }
  }
}
