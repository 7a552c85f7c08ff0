import ModelSpec
import StoredModels

/// A call that was decoded, with what it was decoded from and compiled to.
struct DecodedCall {
  let method: String
  let text: OutlineText
  let bindings: Bindings
  /// The stored model that the call names.
  let model: StoredModel?
  let sources: TensorSources
  let kept: KeptCall
  /// The call for other numbers.
  let preparation: OutlinedCall.Preparation
}

/// A call that was found by its outline: its numbers, and all else as in the call that left the outline.
struct OutlinedCall {
  /// It is given the context, which has the outlines: to keep it would keep both for ever.
  typealias Preparation = @Sendable (_ compiled: any CachedCall, Bindings, MethodContext) throws -> PreparedCall?

  let method: String
  let kept: KeptCall
  let bindings: Bindings
  /// Where the id stands in the text.
  let id: Range<Int>?
  let preparation: Preparation
}

extension MethodContext {
  /// The call that a text is, without parsing it, where it differs from an earlier one in its numbers alone.
  func known(_ form: OutlineForm, _ text: some Collection<UInt8>) throws -> KnownCall? {
    guard let call = plans.outlined(form, text, models) else { return nil }
    return try call.preparation(call.kept.call, call.bindings, self).map { prepared in
      KnownCall(method: call.method, id: call.id, prepared: prepared)
    }
  }
}
