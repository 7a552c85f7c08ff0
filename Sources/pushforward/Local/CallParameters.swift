import JSON

/// The parameters of a call: those of a JSON-RPC call, or what is nothing but parameters.
struct CallParameters {
  private let text: [UInt8]
  private let object: JSONValue?

  init(_ request: [UInt8]) {
    let root = (try? JSONDocument(parsing: request))?.root
    let isCall = root?["jsonrpc"] != nil
    object = isCall ? root?["params"] : root
    text = isCall ? Array(object?.rawText ?? []) : request
  }

  /// The text of the parameters for another method of the same function: what only other methods take, such as cotangents, is left
  /// out. What is no parameter at all stays, for the method to refuse.
  ///
  /// - Parameter parameters: those of each method.
  func accepted(by method: String, _ parameters: [String: [String]]) -> [UInt8] {
    guard let members = object?.members, let own = parameters[method] else { return text }
    let foreign = Set(parameters.values.joined()).subtracting(own)
    var writer = JSONWriter()
    writer.object { writer in
      for member in members where !foreign.contains(member.name) {
        writer.key(member.name)
        writer.raw(member.value.rawText)
      }
    }
    return writer.bytes
  }
}
