import Autodiff
import JSON

/// Reads tensors from JSON straight into tensor storage, in every form of the wire: numbers, nested arrays,
/// `{"shape", "data"}` and `{"shape", "base64"}`, the last two with an optional `"dtype"`.
///
/// A number that rounds to an infinity in the tensor's type is an error, since the infinities have names of their own;
/// what is too small becomes a zero of its sign. Sizes are checked before anything is allocated.
public struct TensorDecoder: Sendable {
  /// The request's floating type.
  public var dtype: DType
  /// The most elements a tensor may have.
  public var maximumElements: Int
  /// What is left for all tensors together; shared by the copies of a decoder.
  private let budget: ElementBudget
  /// Where the tensors that were read stood; shared by the copies of a decoder.
  public let sources = TensorSources()

  /// - Parameters:
  ///   - maximumElements: of one tensor.
  ///   - totalElements: of all tensors that this decoder reads.
  public init(dtype: DType, maximumElements: Int = 1 << 26, totalElements: Int = 1 << 26) {
    self.dtype = dtype
    self.maximumElements = maximumElements
    budget = ElementBudget(limit: totalElements)
  }

  /// The tensor that a value writes.
  ///
  /// - Parameter kind: what plain numbers are read as; a tensor that names its type is of that type.
  /// - Complexity: O(bytes of the value).
  public func tensor(_ value: JSONValue, as kind: ElementKind = .floating) throws(SpecError) -> Tensor {
    try tensor(value, of: kind.dtype(floating: dtype))
  }

  /// The same for an input of a known type: what plain numbers are read as.
  package func tensor(_ value: JSONValue, of plain: DType) throws(SpecError) -> Tensor {
    let tensor = try read(value, plain)
    sources.note(tensor, value)
    return tensor
  }

  private func read(_ value: JSONValue, _ plain: DType) throws(SpecError) -> Tensor {
    if value.kind == .object { return try flat(value, plain) }
    let shape = try written { () throws(JSONTensorError) in try value.tensorShape() }
    let type = try self.type(shape.isBoolean ? .bool : plain, shape.dimensions, at: value)
    return try filled(type, from: value, isBoolean: shape.isBoolean)
  }

  /// The tensor of a type whose elements stand in an array without nesting, row-major. A number alone is an array of one.
  package func tensor(flat value: JSONValue, _ type: TensorType) throws(SpecError) -> Tensor {
    let counted = try self.type(type.dtype, type.shape.dimensions, at: value)
    let isAlone = value.kind == .number && type.shape.elementCount == 1
    let tensor = isAlone ? try filled(counted, from: value, isBoolean: false) : try flat(counted, value)
    sources.note(tensor, value)
    return tensor
  }

  // MARK: Objects

  /// `{"shape": […], "data": […]}` or `{"shape": […], "base64": "…"}`.
  private func flat(_ value: JSONValue, _ plain: DType) throws(SpecError) -> Tensor {
    var reader = try ObjectReader(value, "a tensor")
    let shape = try reader.required("shape")
    let stated = try reader.optional("dtype").map { (name) throws(SpecError) in try statedType(name) }
    let base64 = reader.optional("base64")
    let data = base64 == nil ? try reader.required("data") : reader.optional("data")
    try reader.refuseOthers()
    let dtype = stated ?? (data.map(isBoolean) == true ? .bool : plain)
    let type = try type(dtype, try dimensions(shape), at: shape)
    switch (base64, data) {
    case (let text?, nil): return try tensor(base64: text, type)
    case (nil, let data?): return try flat(type, data)
    default: throw value.mismatch("either \"data\" or \"base64\"")
    }
  }

  private func statedType(_ name: JSONValue) throws(SpecError) -> DType {
    let text = try name.text("the name of an element type")
    guard let stated = DType(rawValue: text) else {
      throw SpecError.unknown(
        .unknownName, "unknown element type", text, at: name.place, among: DType.allCases.map(\.rawValue))
    }
    guard !stated.isFloating || stated == dtype else {
      throw SpecError(
        .dtypeMismatch, at: name.place,
        "every floating tensor of a \(dtype.rawValue) request is \(dtype.rawValue); give the request \"dtype\": \(quoted(text))",
        expected: dtype.rawValue, actual: text)
    }
    return stated
  }

  package func dimensions(_ shape: JSONValue) throws(SpecError) -> [Int] {
    var dimensions: [Int] = []
    for extent in try shape.list("an array of extents") {
      dimensions.append(try extent.integer(0...Int.max, "an extent: an integer that is not negative"))
      guard dimensions.count <= 64 else {
        throw SpecError(
          .limitExceeded, at: shape.place, "a tensor has at most 64 axes", expected: "at most 64 axes", actual: "more")
      }
    }
    return dimensions
  }

  private func flat(_ type: TensorType, _ data: JSONValue) throws(SpecError) -> Tensor {
    let written = try self.written { () throws(JSONTensorError) in try data.tensorShape() }
    guard written.dimensions == [type.shape.elementCount] else {
      throw SpecError(
        .shapeMismatch, at: data.place,
        "the shape \(type.shape) holds \(type.shape.elementCount) elements, the data has the shape \(written.dimensions)",
        expected: "[\(type.shape.elementCount)]", actual: "\(written.dimensions)")
    }
    return try filled(type, from: data, isBoolean: written.isBoolean)
  }

  private func isBoolean(_ data: JSONValue) -> Bool { (try? data.tensorShape().isBoolean) == true }

  // MARK: Sizes

  /// The type of such a tensor, which is counted. Throws `limit_exceeded` where it, or all tensors together, would be too large.
  package func type(_ dtype: DType, _ dimensions: [Int], at value: JSONValue) throws(SpecError) -> TensorType {
    do {
      let shape = try Shape(dimensions, atMost: maximumElements)
      try budget.take(shape.elementCount)
      return TensorType(dtype, shape)
    } catch let error as AutodiffError {
      throw SpecError(error, at: value.place)
    } catch {
      throw SpecError(.limitExceeded, at: value.place, "\(error)")
    }
  }
}
