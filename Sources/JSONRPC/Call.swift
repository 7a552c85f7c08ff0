import JSON

/// A request object of JSON-RPC 2.0 (section 4), checked; or a call that came another way.
public struct Call: Sendable {
  public let method: String
  /// The array or object of parameters as it came, for the method to decode; nil where it was left out.
  public let params: JSONValue?
  /// A string, a number or null, echoed in the reply as the token it was; nil for a notification.
  public let id: JSONValue?

  public init(method: String, params: JSONValue?, id: JSONValue? = nil) {
    self.method = method
    self.params = params
    self.id = id
  }

  /// Paths under `message` start at it: `params.x`, also where it is a member of a batch.
  ///
  /// Members that the specification does not name are ignored; it neither allows nor forbids them, and clients send
  /// some. Duplicate keys are refused everywhere but in `params`, which are for the method to judge.
  init(decoding message: JSONValue) throws(RPCError) {
    let root = message.asRoot
    guard root.kind == .object else {
      throw .invalidRequest(type: "invalid_request", "", "expected a request object, got \(message.kind.phrase)")
    }
    if let key = root.duplicateEnvelopeKey {
      throw .invalidRequest(type: "duplicate_key", key.path.description, "the key \"\(key.path)\" is there twice")
    }
    try Call.checkVersion(root["jsonrpc"])
    method = try Call.method(root["method"])
    params = try Call.params(root["params"])
    id = try Call.id(root["id"])
  }

  private static func checkVersion(_ version: JSONValue?) throws(RPCError) {
    guard let version else {
      throw .invalidRequest(type: "missing", "jsonrpc", "the member \"jsonrpc\": \"2.0\" is missing")
    }
    guard version.isString("2.0") else {
      throw .invalidRequest(type: "invalid_request", "jsonrpc", "\"jsonrpc\" must be the string \"2.0\"")
    }
  }

  private static func method(_ name: JSONValue?) throws(RPCError) -> String {
    guard let name else { throw .invalidRequest(type: "missing", "method", "the member \"method\" is missing") }
    guard let text = name.string else {
      throw .invalidRequest(type: "invalid_request", "method", "\"method\" must be a string, got \(name.kind.phrase)")
    }
    return text
  }

  private static func params(_ params: JSONValue?) throws(RPCError) -> JSONValue? {
    guard let params else { return nil }
    guard params.kind == .object || params.kind == .array else {
      let actual = params.kind.phrase
      throw .invalidRequest(
        type: "invalid_request", "params", "\"params\" must be an object or an array, got \(actual)")
    }
    return params
  }

  private static func id(_ id: JSONValue?) throws(RPCError) -> JSONValue? {
    guard let id else { return nil }
    guard id.isCallID else {
      let actual = id.kind.phrase
      throw .invalidRequest(type: "invalid_request", "id", "\"id\" must be a string, a number or null, got \(actual)")
    }
    return id
  }
}

extension JSONValue {
  private var isContainer: Bool { kind == .object || kind == .array }

  /// Whether the value may be the id of a call.
  fileprivate var isCallID: Bool { kind == .string || kind == .number || kind == .null }

  /// A key that an object has twice: in a request object or in one of its members, except the parameters.
  fileprivate var duplicateEnvelopeKey: JSONValue? {
    guard let members else { return nil }
    if let key = members.firstDuplicateKey { return key }
    for member in members where member.value.isContainer && !member.key.isString("params") {
      if let key = member.value.firstDuplicateKey { return key }
    }
    return nil
  }

  /// The id to answer to when the value is not a valid request object: the one it has where there is no doubt, else
  /// nil, which is written as null ("if there was an error in detecting the id", section 5).
  var unambiguousCallID: JSONValue? {
    let ids = (members.map { Array($0) } ?? []).filter { $0.key.isString("id") }.map(\.value)
    guard ids.count == 1, let id = ids.first, id.isCallID else { return nil }
    return id
  }
}

extension JSONValue.Kind {
  /// The kind with its article.
  fileprivate var phrase: String {
    switch self {
    case .null: "null"
    case .boolean: "a boolean"
    case .number: "a number"
    case .string: "a string"
    case .array: "an array"
    case .object: "an object"
    }
  }
}

extension RPCError {
  fileprivate static func invalidRequest(type: String, _ path: String, _ message: String) -> RPCError {
    RPCError(.invalidRequest, type: type, path: path, message)
  }
}
