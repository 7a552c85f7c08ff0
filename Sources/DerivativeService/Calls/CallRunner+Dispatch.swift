import JSON
import JSONRPC
import ModelSpec

extension Dispatcher<RequestContext> {
  /// A dispatcher whose methods are prepared and run by `runner`.
  static func calling(_ methods: [any Method], through runner: CallRunner) -> Dispatcher {
    let handlers = methods.map { method -> (String, Handler) in
      (method.name, { call, context, reply in runner.start(method, call, context, reply) })
    }
    var dispatcher = Dispatcher(handlers: Dictionary(handlers, uniquingKeysWith: { first, _ in first }))
    dispatcher.maximumBatch = runner.configuration.batch
    dispatcher.limits = runner.configuration.json
    dispatcher.errorMapping = { runner.errors($0) }
    let names = methods.map(\.name)
    dispatcher.suggestion = { nearestName(to: $0, among: names) }
    return dispatcher
  }
}

extension CallRunner {
  fileprivate func start(
    _ method: any Method, _ call: Call, _ context: RequestContext, _ reply: Reply
  ) {
    do {
      let params = try CallRunner.parameters(of: call)
      start(PendingCall(MethodCall(method: method, params: params), of: method.name, context, reply))
    } catch {
      reply.fail(error)
    }
  }

  /// The object of parameters, empty where a call has none.
  private static func parameters(of call: Call) throws -> JSONValue {
    guard let params = call.params else { return try JSONDocument(parsing: Array("{}".utf8)).root }
    guard params.kind == .object else {
      throw RPCError(
        .invalidParams, type: "invalid_value", path: "params", "the parameters are given by name, in an object"
      ).with("expected", "object").with("actual", params.kind.rawValue)
    }
    return params
  }
}
