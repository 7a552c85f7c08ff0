import JSON

/// Finds the method of each call in a body, and makes one body of what the methods answer.
///
/// A dispatcher has no threads: it starts the calls of a batch one after the other and takes their answers whenever they
/// come. `Context` is what the methods want to know of the way a call came, such as whether its client is still there.
public struct Dispatcher<Context: Sendable>: Sendable {
  /// A method: it decodes the parameters of the call and answers through the reply, exactly once.
  public typealias Handler = @Sendable (Call, Context, Reply) -> Void

  /// The methods, by name.
  public var handlers: [String: Handler]
  /// The most calls in a batch.
  public var maximumBatch = 1000
  /// What a body may ask of the parser.
  public var limits = JSONDocument.Limits()
  /// The error that a thrown error is on the wire.
  public var errorMapping: @Sendable (any Error) -> RPCError = { RPCError(describing: $0) }
  /// The nearest name to that of an unknown method.
  public var suggestion: @Sendable (String) -> String? = { _ in nil }

  public init(handlers: [String: Handler]) {
    self.handlers = handlers
  }

  /// Answers the calls in `body`: `completion` gets the body of the reply, or nil where nothing is to be said (the body
  /// was notifications only). It is called once, from whatever thread the last answer came on.
  ///
  /// Linear in the body, plus what the methods do before they return.
  public func dispatch(_ body: [UInt8], _ context: Context, completion: @escaping @Sendable ([UInt8]?) -> Void) {
    do throws(JSONError) {
      dispatch(try JSONDocument(parsing: body, limits: limits).root, context, completion)
    } catch {
      completion(Envelope.error(RPCError(error), id: nil))
    }
  }

  private func dispatch(
    _ message: JSONValue, _ context: Context, _ completion: @escaping @Sendable ([UInt8]?) -> Void
  ) {
    guard let messages = message.elements else { return answer(message, context, completion) }
    if let error = check(batchOf: messages.count) { return completion(Envelope.error(error, id: nil)) }
    let batch = Batch(count: messages.count, completion: completion)
    for (index, message) in messages.enumerated() {
      answer(message, context) { batch.answer(index, $0) }
    }
  }

  private func check(batchOf count: Int) -> RPCError? {
    if count == 0 { return RPCError(.invalidRequest, type: "invalid_request", "a batch must have at least one call") }
    guard count > maximumBatch else { return nil }
    let error = RPCError(.limitExceeded, type: "limit_exceeded", "a batch may have at most \(maximumBatch) calls")
    return error.with("expected", maximumBatch).with("actual", count)
  }

  /// Answers one message. A notification is worked on like a call, so that a client cannot have more done at a time by
  /// asking for no answers, and so that the reply tells when it is done.
  private func answer(
    _ message: JSONValue, _ context: Context, _ completion: @escaping @Sendable ([UInt8]?) -> Void
  ) {
    do throws(RPCError) {
      let call = try Call(decoding: message)
      invoke(call, context, reply(toID: call.id?.rawText, completion: completion))
    } catch {
      completion(Envelope.error(error, id: message.unambiguousCallID?.rawText))
    }
  }

  /// The way back of a call that is alone in its body.
  ///
  /// - Parameters:
  ///   - id: the token that the call has; nil for a notification.
  ///   - completion: as in ``dispatch(_:_:completion:)``.
  public func reply(
    toID id: ArraySlice<UInt8>?, completion: @escaping @Sendable ([UInt8]?) -> Void
  ) -> Reply {
    Reply(before: Envelope.beforeResult(id: id), behind: Envelope.end) { [errorMapping] result in
      guard let id else { return completion(nil) }
      switch result {
      case .success(let response): completion(response)
      case .failure(let error): completion(Envelope.error(errorMapping(error), id: id))
      }
    }
  }

  /// Has a call answered by its method: for calls that came without an envelope too.
  public func invoke(_ call: Call, _ context: Context, _ reply: Reply) {
    guard let handler = handlers[call.method] else { return reply.fail(unknownMethod(call.method)) }
    handler(call, context, reply)
  }

  private func unknownMethod(_ name: String) -> RPCError {
    let nearest = suggestion(name)
    let hint = nearest.map { "; did you mean \"\($0)\"?" } ?? ""
    let shown = name.count > 80 ? "\(name.prefix(77))…" : name
    let message = "unknown method \"\(shown)\"\(hint)"
    return RPCError(.methodNotFound, type: "unknown_method", path: "method", message).with("suggestion", nearest)
  }
}
