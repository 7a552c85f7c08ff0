import JSON

/// A method of the contract: what JSON-RPC calls `method`, and the last part of a `/v1` path.
///
/// A method may be asked by many threads at once. It says where an error is by `JSONValue.path`; a path from the
/// parameters and one from the call (`params.x`) come out the same.
public protocol Method: Sendable {
  var name: String { get }

  /// Decodes, checks and compiles a call. `params` is an object, an empty one where the call had none.
  ///
  /// Throws what the client did wrong: an `RPCError`, a `SpecError` or an `AutodiffError`.
  func prepare(_ params: JSONValue) throws -> PreparedCall

  /// The same, on a thread that serves connections and must not be held up: nil where it would take longer than a small
  /// run, because a plan has to be built first. The call is then prepared elsewhere.
  func prepareAtOnce(_ params: JSONValue) throws -> PreparedCall?
}

extension Method {
  public func prepareAtOnce(_ params: JSONValue) throws -> PreparedCall? { try prepare(params) }
}
