import Autodiff
import JSON
import ModelSpec

extension TensorDecoder {
  /// The tensor whose elements stand in nested arrays. Throws where it is not of just this type, and calls it by `name` then.
  func tensor(nested data: JSONValue, _ type: TensorType, named name: String) throws -> Tensor {
    let tensor = try tensor(data, of: type.dtype)
    guard tensor.type == type else {
      throw SpecError(
        .shapeMismatch, at: data.place, "the \(name) is \(tensor.type), not \(type)", expected: "\(type)",
        actual: "\(tensor.type)")
    }
    return tensor
  }
}

extension JSONValue {
  /// Whether this is an array that begins with another.
  var isNested: Bool { elements?.first { _ in true }?.kind == .array }
}
