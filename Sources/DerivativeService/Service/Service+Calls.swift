import HTTP
import JSONRPC

extension Service {
  /// Has the calls of a body answered, here or, where the body is large, on a worker. Until they are, the body is on the
  /// account of memory.
  func answerCalls(_ form: CallForm, _ body: consuming [UInt8], _ arrival: Arrival) {
    let byteCount = body.count
    let isSmall = byteCount <= runner.configuration.small.body
    let context = RequestContext(
      arrival, isBatch: form.isBatch(body), place: isSmall ? .connection : .worker, runner.configuration)
    do {
      try runner.reserve(byteCount)
    } catch {
      return arrival.answer(form.response(to: runner.wireError(error)))
    }
    let answer: @Sendable (Response) -> Void = { [memory = runner.memory] in
      memory.release(byteCount)
      arrival.answer($0)
    }
    if isSmall {
      form.dispatch(body, to: dispatcher, context, answer: answer)
    } else {
      enqueue(form, body, context, answer)
    }
  }

  private func enqueue(
    _ form: CallForm, _ body: consuming [UInt8], _ context: RequestContext,
    _ answer: @escaping @Sendable (Response) -> Void
  ) {
    let run = { @Sendable [dispatcher, body] in form.dispatch(body, to: dispatcher, context, answer: answer) }
    runner.enqueue(context, until: context.deadline, run) { [runner] in
      answer(form.response(to: runner.wireError($0)))
    }
  }
}
