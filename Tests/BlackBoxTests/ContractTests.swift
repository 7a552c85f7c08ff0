import Foundation
import Testing
import Yams

/// A request example of `openapi.yaml` with the response example of the same name.
struct ContractExample: CustomTestStringConvertible {
  var route: String
  var name: String
  var request: Tree
  var status: Int
  var response: Tree

  var testDescription: String { "\(route) \(name)" }

  /// Every POST operation's pairs of examples.
  static func examples(of contract: Tree) -> [ContractExample] {
    (contract["paths"]?.members ?? [:]).sorted { $0.key < $1.key }.flatMap { route, item in
      (item["post"]?.requestExamples ?? [:]).sorted { $0.key < $1.key }.compactMap { name, request in
        item["post"]?.response(named: name, in: contract).map {
          ContractExample(route: route, name: name, request: request, status: $0.status, response: $0.body)
        }
      }
    }
  }
}

extension Tree {
  fileprivate var requestExamples: [String: Tree] {
    self["requestBody"]?["content"]?["application/json"]?["examples"]?.members?.compactMapValues { $0["value"] } ?? [:]
  }

  fileprivate func response(named name: String, in contract: Tree) -> (status: Int, body: Tree)? {
    for (status, response) in self["responses"]?.members ?? [:] {
      let shared = response["$ref"]?.string?.split(separator: "/").last
        .flatMap { contract["components"]?["responses"]?[String($0)] }
      for content in ((shared ?? response)["content"]?.members ?? [:]).values {
        if let body = content["examples"]?[name]?["value"] { return Int(status).map { ($0, body) } }
      }
    }
    return nil
  }

  /// A value that the YAML parser has built.
  fileprivate init(yaml: Any?) {
    switch yaml {
    case let bool as Bool: self = .bool(bool)
    case let integer as Int: self = .number(Double(integer))
    case let number as Double: self = .number(number)
    case let text as String: self = .string(text)
    case let elements as [Any]: self = .array(elements.map(Tree.init(yaml:)))
    case let members as [AnyHashable: Any]:
      let named = members.map { (String(describing: $0.key), Tree(yaml: $0.value)) }
      self = .object(Dictionary(named, uniquingKeysWith: { $1 }))
    default: self = .null
    }
  }
}

@Suite("openapi.yaml says what happens")
struct ContractTests {
  let text: String
  let contract: Tree

  init() throws {
    text = try Repository.text("openapi.yaml")
    contract = Tree(yaml: try Yams.load(yaml: text))
  }

  @Test func `every request example has a response example`() {
    let posts = (contract["paths"]?.members ?? [:]).values.compactMap { $0["post"] }
    let requests = posts.reduce(0) { $0 + $1.requestExamples.count }
    #expect(ContractExample.examples(of: contract).count == requests)
    #expect(requests >= 25)
  }

  @Test func `its examples are answered as it says`() throws {
    try ServerProcess.serving { server in
      for example in ContractExample.examples(of: contract) {
        let answer = try server.client.post(example.route, try example.request.text)
        let difference = try answer.tree.difference(from: example.response, Tolerance(relative: 1e-6, absolute: 0))
        #expect(answer.status == example.status, "\(example.testDescription)")
        #expect(difference == nil, "\(example.testDescription)")
      }
    }
  }

  @Test func `the server serves it byte for byte, and as JSON`() throws {
    try ServerProcess.serving { server in
      let (yaml, json) = try (server.client.get("/openapi.yaml"), server.client.get("/openapi.json"))
      #expect(yaml.text == text)
      #expect(try json.tree == contract)
    }
  }
}
