import HTTP
import JSONRPC

/// Calls that are in the body of a request.
protocol BodyForm: Sendable {
  /// Whether the body has several calls. Only the first byte is looked at.
  func isBatch(_ body: [UInt8]) -> Bool

  /// Has the calls answered; `answer` is called once, from whatever thread the last one was answered on.
  func start(
    _ body: [UInt8], on service: Service, _ context: RequestContext, answer: @escaping @Sendable (Response) -> Void)

  /// The answer to a body that was not looked at.
  func response(to error: RPCError) -> Response
}

extension Service {
  /// Has the calls of a body answered, here or, where the body is large, on a worker. Until they are, the body is on the
  /// account of memory.
  ///
  /// Where all places in the queue are taken, a body is not even looked at, unless that is quickly done: what is spent on
  /// requests that are refused in the end is lost to those that are not.
  func answerCalls(_ form: any BodyForm, _ body: consuming [UInt8], _ exchange: any Exchange) {
    let byteCount = body.count
    let isSmall = byteCount <= runner.configuration.small.body
    let context = RequestContext(
      exchange, isBatch: form.isBatch(body), place: isSmall ? .connection : .worker, runner.configuration)
    do {
      guard byteCount <= runner.configuration.small.glance || !runner.workers.queue.isFull else {
        throw Job.Refusal.queueFull
      }
      try runner.reserve(byteCount)
    } catch {
      return exchange.respond(form.response(to: runner.wireError(error)))
    }
    let answer: @Sendable (Response) -> Void = { [memory = runner.memory] in
      memory.release(byteCount)
      exchange.respond($0)
    }
    if isSmall {
      context.parsingBegan()
      form.start(body, on: self, context, answer: answer)
    } else {
      enqueue(form, body, context, answer)
    }
  }

  private func enqueue(
    _ form: any BodyForm, _ body: consuming [UInt8], _ context: RequestContext,
    _ answer: @escaping @Sendable (Response) -> Void
  ) {
    let run = { @Sendable [self, body] in
      context.parsingBegan()
      form.start(body, on: self, context, answer: answer)
    }
    runner.enqueue(context, until: context.deadline, run) { [runner] in
      answer(form.response(to: runner.wireError($0)))
    }
  }
}

/// The one call of an endpoint.
struct WholeBody: BodyForm {
  let call: any EndpointCall

  func isBatch(_ body: [UInt8]) -> Bool { false }

  func start(
    _ body: [UInt8], on service: Service, _ context: RequestContext, answer: @escaping @Sendable (Response) -> Void
  ) {
    let reply = Reply { answer(call.response(to: $0)) }
    service.runner.start(PendingCall(BodyCall(call: call, body: body), context, reply))
  }

  func response(to error: RPCError) -> Response { call.response(to: .failure(error)) }
}

extension CallForm: BodyForm {
  func start(
    _ body: [UInt8], on service: Service, _ context: RequestContext, answer: @escaping @Sendable (Response) -> Void
  ) {
    guard !context.isBatch, let call = try? service.context.known(outlineForm, body) else {
      return dispatch(body, to: service.dispatcher, context, answer: answer)
    }
    let reply = reply(toID: call.id.map { body[$0] }, of: service.dispatcher, context, answer: answer)
    service.runner.start(PendingCall(call, of: call.method, context, reply))
  }
}
