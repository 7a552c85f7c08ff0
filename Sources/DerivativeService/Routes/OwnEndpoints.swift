import HTTP

/// A document that is read, and takes no work: it is answered at once, so that health and metrics never wait.
struct Document: Endpoint {
  let path: String
  let methods = [HTTP.Method.get]
  let response: @Sendable () -> Response

  init(_ path: String, _ response: @escaping @Sendable () -> Response) {
    (self.path, self.response) = (path, response)
  }

  func answer(to request: borrowing Request, _ parts: [String]) -> Answer { .response(response()) }
}

/// JSON-RPC, or one method without its envelope.
struct CallEndpoint: Endpoint {
  let path: String
  let methods = [HTTP.Method.post]
  let form: CallForm

  init(_ path: String, _ form: CallForm) {
    (self.path, self.form) = (path, form)
  }

  func answer(to request: borrowing Request, _ parts: [String]) -> Answer {
    if !request.fields.sendsJSON { return .response(.unsupportedMediaType) }
    return request.fields.acceptsJSON ? .calls(form) : .response(.notAcceptable)
  }

  /// What the path of every method begins with.
  static let methodPrefix = "/v1/"

  static func own(_ methods: [String]) -> [CallEndpoint] {
    [CallEndpoint("/rpc", .enveloped), CallEndpoint("/", .enveloped)]
      + methods.map { CallEndpoint(methodPrefix + $0, .bare(method: $0)) }
  }
}
