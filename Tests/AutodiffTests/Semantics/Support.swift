import Autodiff
import Testing

extension Tensor {
  /// The elements; for a placeholder, none.
  var numbers: [Double] { doubles ?? [] }
}

/// Whether `body` throws an error of this kind whose message has `text` in it.
func expectError(
  _ kind: AutodiffError.Kind, _ text: String = "", sourceLocation: SourceLocation = #_sourceLocation,
  _ body: () throws -> Void
) {
  let error = #expect(throws: AutodiffError.self, sourceLocation: sourceLocation) { try body() }
  #expect(error?.kind == kind, sourceLocation: sourceLocation)
  #expect(
    error?.message.contains(text) == true || text.isEmpty, "\(String(describing: error))",
    sourceLocation: sourceLocation)
}
