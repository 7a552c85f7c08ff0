import JSON

/// What a call is answered with when it has no result: an error object of JSON-RPC 2.0 (section 5.1), whose `data` is
/// always an object with `type`, `path` and `message`.
public struct RPCError: Error, Equatable, Sendable {
  public struct Code: RawRepresentable, Hashable, Sendable {
    public let rawValue: Int

    public init(rawValue: Int) {
      self.rawValue = rawValue
    }

    public static let parseError = Code(rawValue: -32700)
    public static let invalidRequest = Code(rawValue: -32600)
    public static let methodNotFound = Code(rawValue: -32601)
    public static let invalidParams = Code(rawValue: -32602)
    public static let internalError = Code(rawValue: -32603)
    public static let limitExceeded = Code(rawValue: -32001)
    public static let deadlineExceeded = Code(rawValue: -32002)
    public static let overloaded = Code(rawValue: -32003)
    public static let noSuchModel = Code(rawValue: -32004)

    /// The code in words, as the specification has them for its own.
    public var phrase: String {
      switch self {
      case .parseError: "Parse error"
      case .invalidRequest: "Invalid Request"
      case .methodNotFound: "Method not found"
      case .invalidParams: "Invalid params"
      case .internalError: "Internal error"
      case .limitExceeded: "Limit exceeded"
      case .deadlineExceeded: "Deadline exceeded"
      case .overloaded: "Overloaded"
      case .noSuchModel: "No such model"
      default: "Server error"
      }
    }
  }

  /// A member of `data` beyond the three that are always there.
  public struct Detail: Equatable, Sendable {
    public enum Value: Equatable, Sendable {
      case string(String)
      case integer(Int)
    }

    public let name: String
    public let value: Value
  }

  public var code: Code
  /// What is wrong, for programs: `missing`, `shape_mismatch`, …
  public var type: String
  /// The JSON path of the offending place, from the call: `params.tangents.dense.kernel`.
  public var path: String
  /// What is wrong, for people: a sentence without a full stop.
  public var message: String
  public var details: [Detail]

  public init(_ code: Code, type: String, path: String = "", _ message: String, details: [Detail] = []) {
    self.code = code
    self.type = type
    self.path = path
    self.message = message
    self.details = details
  }

  /// The same error with another member in its `data`; without, where the value is nil.
  public func with(_ name: String, _ value: String?) -> RPCError { adding(name, value.map(Detail.Value.string)) }

  /// The same error with another member in its `data`; without, where the value is nil.
  public func with(_ name: String, _ value: Int?) -> RPCError { adding(name, value.map(Detail.Value.integer)) }

  private func adding(_ name: String, _ value: Detail.Value?) -> RPCError {
    guard let value else { return self }
    var error = self
    error.details.append(Detail(name: name, value: value))
    return error
  }
}

extension RPCError {
  /// The same error, its texts cut at `length` characters: a request must not get back the megabytes that it sent.
  public func abbreviated(to length: Int = 2000) -> RPCError {
    func cut(_ text: String) -> String {
      text.utf8.count > length && text.count > length ? text.prefix(length - 1) + "…" : text
    }
    var error = RPCError(code, type: type, path: cut(path), cut(message))
    error.details = details.map { detail in
      guard case .string(let text) = detail.value else { return detail }
      return Detail(name: detail.name, value: .string(cut(text)))
    }
    return error
  }
}

extension RPCError {
  /// Writes the error object.
  public func write(to writer: inout JSONWriter) {
    writer.object {
      $0.key("code")
      $0.write(code.rawValue)
      $0.key("message")
      $0.write("\(code.phrase): \(message)")
      $0.key("data")
      writeData(to: &$0)
    }
  }

  /// Writes what the error object has as `data`.
  public func writeData(to writer: inout JSONWriter) {
    writer.object {
      for (name, text) in [("type", type), ("path", path), ("message", message)] {
        $0.key(name)
        $0.write(text)
      }
      for detail in details {
        $0.key(detail.name)
        switch detail.value {
        case .string(let text): $0.write(text)
        case .integer(let number): $0.write(number)
        }
      }
    }
  }
}

extension RPCError {
  /// The error of a body that is no JSON. Too deep a nesting is a parse error too: parsing ends there, so that it is not
  /// known whether the rest is JSON.
  public init(_ error: JSONError) {
    let isLimit = error.isLimit && error.reason != .tooDeep
    self.init(
      isLimit ? .limitExceeded : .parseError, type: error.isLimit ? "limit_exceeded" : "parse_error",
      error.description)
    self = with("expected", error.limit.map { "at most \($0)" }).with("offset", error.offset).with("line", error.line)
      .with("column", error.column)
  }

  /// The error that any error is on the wire. What is not foreseen is a defect: its description stays inside.
  public init(describing error: any Error) {
    switch error {
    case let error as RPCError: self = error
    case let error as JSONError: self.init(error)
    default: self.init(.internalError, type: "internal_error", "the server failed to answer this call")
    }
  }
}

extension RPCError {
  /// The response object to a body whose calls were not looked at, so that their ids are not known.
  public var responseWithoutID: [UInt8] { Envelope.error(self, id: nil) }
}
