import JSON

/// What a text is a call of: equal texts in other forms are other calls.
enum OutlineForm: Hashable, Sendable {
  /// Of the method that an envelope of JSON-RPC names.
  case envelope
  /// Of the method, whose parameters the text is.
  case parameters(method: String)
  /// Of another protocol's operation.
  case body(path: String)
}

/// The text of a call that can leave an outline.
struct OutlineText {
  let form: OutlineForm
  let value: JSONValue
  /// The id in the text, which is no part of what is asked.
  let id: JSONValue?

  init(_ form: OutlineForm, _ value: JSONValue, id: JSONValue? = nil) {
    (self.form, self.value, self.id) = (form, value, id)
  }

  /// The whole body where the call is alone in it and its id, if any, is a number: a client counts its calls. Else the parameters.
  init(of params: JSONValue, _ method: String) {
    let (body, form) = (params.document.root, OutlineForm.parameters(method: method))
    guard body.kind == .object, body.range != params.range, body["id"].map({ $0.kind == .number }) ?? true else {
      self.init(form, params)
      return
    }
    self.init(.envelope, body, id: body["id"])
  }

  /// Whether the text is all of a body, so that its outline is found before it is parsed.
  var isBody: Bool { value.range == value.document.root.range }
}
