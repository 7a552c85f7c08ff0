import JSON
import JSONRPC

/// The methods as an OpenRPC document (https://spec.open-rpc.org), made of what `openapi.yaml` says of the routes under `/v1`: their
/// parameters, results and examples are the same without an envelope.
struct OpenRPCDocument {
  private let contract: JSONValue

  /// The text, in JSON.
  static func json(of contract: JSONValue) -> [UInt8] {
    var writer = JSONWriter()
    OpenRPCDocument(contract: contract).write(to: &writer)
    return writer.bytes
  }

  private func write(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("openrpc", "1.3.2")
      writer.key("info")
      writer.object { $0.members(of: contract["info"], ["title", "version", "description"]) }
      writer.key("servers")
      writer.array { writer in
        for server in contract["servers"]?.list ?? [] { write(server: server, to: &writer) }
      }
      writer.key("methods")
      writer.array { writer in
        for method in methods { write(method, to: &writer) }
      }
      writer.key("components")
      writer.object { writer in
        writer.members(of: contract["components"], ["schemas"])
        writer.key("errors")
        writer.object { for code in codes { write(code, to: &$0) } }
      }
    }
  }

  private func write(server: JSONValue, to writer: inout JSONWriter) {
    writer.object {
      $0.member("name", "JSON-RPC")
      $0.member("url", (server["url"]?.string ?? "") + "/rpc")
    }
  }
}

// MARK: - Errors

extension OpenRPCDocument {
  private var codes: [RPCError.Code] {
    (schema("ErrorCode")?["enum"]?.list ?? []).compactMap { $0.int64.map { RPCError.Code(rawValue: Int($0)) } }
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
    let operation: JSONValue

    var parameters: JSONValue? { operation["requestBody"]?["content"]?["application/json"] }
    var result: JSONValue? { operation["responses"]?["200"]?["content"]?["application/json"] }
  }

  private var methods: [Method] {
    (contract["paths"]?.entries ?? []).compactMap { path in
      guard path.name.hasPrefix(CallEndpoint.methodPrefix), let operation = path.value["post"] else { return nil }
      return Method(name: String(path.name.dropFirst(CallEndpoint.methodPrefix.count)), operation: operation)
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
    let schema = method.parameters?["schema"].flatMap(resolved)
    writer.key("params")
    writer.array { writer in
      for parameter in schema.map(parameters) ?? [] {
        writer.object { writer in
          writer.member("name", parameter.name)
          writer.members(of: parameter.schema, ["description"])
          writer.key("required")
          writer.write(parameter.isRequired)
          writer.key("schema")
          writer.raw(parameter.schema.rawText)
        }
      }
    }
  }

  /// The properties of an object, those that it takes over from others first.
  private func parameters(of schema: JSONValue) -> [(name: String, schema: JSONValue, isRequired: Bool)] {
    let inherited = (schema["allOf"]?.list ?? []).compactMap(resolved).flatMap(parameters)
    let required = (schema["required"]?.list ?? []).compactMap(\.string)
    let own = (schema["properties"]?.entries ?? []).map {
      (name: $0.name, schema: $0.value, isRequired: required.contains($0.name))
    }
    return inherited + own
  }

  private func writeExamples(of method: Method, to writer: inout JSONWriter) {
    let results = method.result?["examples"]
    writer.key("examples")
    writer.array { writer in
      for example in method.parameters?["examples"]?.entries ?? [] {
        guard let result = results?[example.name]?["value"] else { continue }
        writer.object { writer in
          writer.member("name", example.name)
          writer.members(of: example.value, ["summary"])
          writer.key("params")
          writer.array { writer in
            for parameter in example.value["value"]?.entries ?? [] { writer.example(parameter.name, parameter.value) }
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
  private func schema(_ name: String) -> JSONValue? { contract["components"]?["schemas"]?[name] }

  /// The schema that a reference names, or else the schema itself.
  private func resolved(_ value: JSONValue) -> JSONValue? {
    guard let reference = value["$ref"]?.string else { return value }
    return reference.split(separator: "/").last.flatMap { schema(String($0)) }
  }
}

extension JSONValue {
  /// The elements of an array, and none of what is no array.
  fileprivate var list: [JSONValue] { elements.map { Array($0) } ?? [] }

  /// The members of an object, and none of what is no object.
  fileprivate var entries: [JSONMember] { members.map { Array($0) } ?? [] }
}

extension JSONWriter {
  /// Writes those of an object's members that are named and there.
  fileprivate mutating func members(of object: JSONValue?, _ names: [String]) {
    for name in names {
      guard let value = object?[name] else { continue }
      key(name)
      raw(value.rawText)
    }
  }

  fileprivate mutating func example(_ name: String, _ value: JSONValue) {
    object {
      $0.member("name", name)
      $0.key("value")
      $0.raw(value.rawText)
    }
  }
}
