import JSON
import JSONRPC
import Yams

/// The methods as an OpenRPC document (https://spec.open-rpc.org), made of what `openapi.yaml` says of the routes under `/v1`: their
/// parameters, results and examples are the same without an envelope.
struct OpenRPCDocument {
  private let contract: Node

  /// The text, in JSON.
  static func json(of contract: Node) -> [UInt8] {
    var writer = JSONWriter()
    OpenRPCDocument(contract: contract).write(to: &writer)
    return writer.bytes
  }

  private func write(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("openrpc", "1.3.2")
      writer.key("info")
      writer.object { $0.members(of: contract.member("info"), ["title", "version", "description"]) }
      writer.key("servers")
      writer.array { writer in
        for server in contract.member("servers")?.sequence ?? [] { write(server: server, to: &writer) }
      }
      writer.key("methods")
      writer.array { writer in
        for method in methods { write(method, to: &writer) }
      }
      writer.key("components")
      writer.object { writer in
        writer.members(of: contract.member("components"), ["schemas"])
        writer.key("errors")
        writer.object { for code in codes { write(code, to: &$0) } }
      }
    }
  }

  private func write(server: Node, to writer: inout JSONWriter) {
    writer.object {
      $0.member("name", "JSON-RPC")
      $0.member("url", (server.member("url")?.string ?? "") + "/rpc")
    }
  }
}

// MARK: - Errors

extension OpenRPCDocument {
  private var codes: [RPCError.Code] {
    (schema("ErrorCode")?.member("enum")?.sequence ?? []).compactMap { $0.int.map(RPCError.Code.init(rawValue:)) }
  }

  private func write(_ code: RPCError.Code, to writer: inout JSONWriter) {
    writer.key(name(of: code))
    writer.object {
      $0.key("code")
      $0.write(code.rawValue)
      $0.member("message", code.phrase)
    }
  }

  private func name(of code: RPCError.Code) -> String {
    code.phrase.lowercased().replacing(" ", with: "_")
  }

  /// Any method can fail in any of these ways.
  private func writeErrors(to writer: inout JSONWriter) {
    writer.key("errors")
    writer.array { writer in
      for code in codes {
        writer.object { $0.member("$ref", "#/components/errors/\(name(of: code))") }
      }
    }
  }
}

// MARK: - Methods

extension OpenRPCDocument {
  private struct Method {
    let name: String
    let operation: Node

    var parameters: Node? { operation.member("requestBody")?.member("content")?.member("application/json") }
    var result: Node? { operation.member("responses")?.member("200")?.member("content")?.member("application/json") }
  }

  private var methods: [Method] {
    (contract.member("paths")?.mapping ?? [:]).compactMap { path, item in
      guard let path = path.string, path.hasPrefix(CallEndpoint.methodPrefix), let operation = item.member("post")
      else {
        return nil
      }
      return Method(name: String(path.dropFirst(CallEndpoint.methodPrefix.count)), operation: operation)
    }
  }

  private func write(_ method: Method, to writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("name", method.name)
      writer.members(of: method.operation, ["summary", "description"])
      writer.member("paramStructure", "by-name")
      writeParameters(of: method, to: &writer)
      writer.key("result")
      writer.object {
        $0.member("name", "result")
        $0.members(of: method.result, ["schema"])
      }
      writeErrors(to: &writer)
      writeExamples(of: method, to: &writer)
    }
  }

  private func writeParameters(of method: Method, to writer: inout JSONWriter) {
    let schema = method.parameters?.member("schema").flatMap(resolved)
    writer.key("params")
    writer.array { writer in
      for parameter in schema.map(parameters) ?? [] {
        writer.object { writer in
          writer.member("name", parameter.name)
          writer.members(of: parameter.schema, ["description"])
          writer.key("required")
          writer.write(parameter.isRequired)
          writer.key("schema")
          writer.write(parameter.schema)
        }
      }
    }
  }

  /// The properties of an object, those that it takes over from others first.
  private func parameters(of schema: Node) -> [(name: String, schema: Node, isRequired: Bool)] {
    let inherited = (schema.member("allOf")?.sequence ?? []).compactMap(resolved).flatMap(parameters)
    let required = (schema.member("required")?.sequence ?? []).compactMap(\.string)
    let own = (schema.member("properties")?.mapping ?? [:]).compactMap { key, value in
      key.string.map { (name: $0, schema: value, isRequired: required.contains($0)) }
    }
    return inherited + own
  }

  private func writeExamples(of method: Method, to writer: inout JSONWriter) {
    let results = method.result?.member("examples")
    writer.key("examples")
    writer.array { writer in
      for (name, example) in method.parameters?.member("examples")?.mapping ?? [:] {
        guard let name = name.string, let result = results?.member(name)?.member("value") else { continue }
        writer.object { writer in
          writer.member("name", name)
          writer.members(of: example, ["summary"])
          writer.key("params")
          writer.array { writer in
            for (parameter, value) in example.member("value")?.mapping ?? [:] {
              writer.example(parameter.string ?? "", value)
            }
          }
          writer.key("result")
          writer.example("result", result)
        }
      }
    }
  }
}

// MARK: - References

extension OpenRPCDocument {
  private func schema(_ name: String) -> Node? { contract.member("components")?.member("schemas")?.member(name) }

  /// The schema that a reference names, or else the schema itself.
  private func resolved(_ node: Node) -> Node? {
    guard let reference = node.member("$ref")?.string else { return node }
    return reference.split(separator: "/").last.flatMap { schema(String($0)) }
  }
}

extension Node {
  /// The value of a key, whether that is quoted or not: `"200"` is no number.
  fileprivate func member(_ name: String) -> Node? { mapping?.first { $0.key.string == name }?.value }
}

extension JSONWriter {
  /// Writes those of a mapping's members that are named and there.
  fileprivate mutating func members(of mapping: Node?, _ names: [String]) {
    for name in names {
      guard let value = mapping?.member(name) else { continue }
      key(name)
      write(value)
    }
  }

  fileprivate mutating func example(_ name: String, _ value: Node) {
    object {
      $0.member("name", name)
      $0.key("value")
      $0.write(value)
    }
  }
}
