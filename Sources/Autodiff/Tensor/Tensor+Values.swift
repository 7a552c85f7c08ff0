import Kernels

/// The Swift types whose values can be the elements of a tensor.
public protocol TensorElement: Sendable {
  static var dtype: DType { get }
}
extension Float: TensorElement { public static var dtype: DType { .float32 } }
extension Double: TensorElement { public static var dtype: DType { .float64 } }
extension Int32: TensorElement { public static var dtype: DType { .int32 } }
extension Int64: TensorElement { public static var dtype: DType { .int64 } }
extension Bool: TensorElement { public static var dtype: DType { .bool } }

extension Tensor {
  /// A concrete tensor whose elements `write` fills, in row-major order. Throws what `write` throws, or `limitExceeded`.
  public init(_ type: TensorType, writing write: (UnsafeMutableRawPointer) throws -> Void) throws {
    self.init(type, .concrete(try TensorStorage(byteCount: type.byteCount, writing: write)))
  }

  /// A tensor of `shape` with these elements in row-major order.
  public init<Element: TensorElement>(_ elements: [Element], shape: Shape) throws {
    guard elements.count == shape.elementCount else {
      throw AutodiffError(
        .shapeMismatch, "\(elements.count) elements do not fill the shape \(shape)",
        expected: "\(shape.elementCount) elements", actual: "\(elements.count)")
    }
    try self.init(TensorType(Element.dtype, shape)) { memory in
      elements.withUnsafeBytes {
        memory.copyMemory(from: $0.baseAddress ?? UnsafeRawPointer(memory), byteCount: $0.count)
      }
    }
  }

  public init<Element: TensorElement>(_ elements: [Element]) throws {
    try self.init(elements, shape: try Shape([elements.count]))
  }

  /// A matrix of these rows, which must be of one length.
  public init<Element: TensorElement>(_ rows: [[Element]]) throws {
    let width = rows.first?.count ?? 0
    guard rows.allSatisfy({ $0.count == width }) else {
      throw AutodiffError(.shapeMismatch, "the rows of a matrix must be of one length, not \(rows.map(\.count))")
    }
    try self.init(rows.flatMap { $0 }, shape: try Shape([rows.count, width]))
  }

  public init<Element: TensorElement>(_ scalar: Element) throws {
    try self.init([scalar], shape: .scalar)
  }

  /// A scalar of the given type; 0 and 1 stand for false and true, and integers are rounded towards zero and clamped.
  public init(_ value: Double, dtype: DType) throws {
    switch dtype {
    case .float32: try self.init(Float(value))
    case .float64: try self.init(value)
    case .int32: try self.init(Int32(clamping: Int64(clampingNaNToZero: value)))
    case .int64: try self.init(Int64(clampingNaNToZero: value))
    case .bool: try self.init(value != 0)
    }
  }

  /// These numbers as a tensor of the type of `other`, in row-major order.
  public init(_ numbers: [Double], like other: Tensor) throws {
    self = try Tensor(numbers, shape: other.shape).cast(to: other.dtype)
  }

  /// The elements in row-major order, where the tensor is concrete and of this element type; nil otherwise.
  public func elements<Element: TensorElement>(as _: Element.Type = Element.self) -> [Element]? {
    guard Element.dtype == dtype, case .concrete(let storage) = handle.value else { return nil }
    let start = storage.pointer.assumingMemoryBound(to: Element.self)
    return Array(UnsafeBufferPointer(start: start, count: shape.elementCount))
  }

  /// The elements as doubles, whatever their type; nil where the tensor is symbolic. Integers beyond 2^53 are rounded.
  public var doubles: [Double]? {
    switch dtype {
    case .float32: elements(as: Float.self)?.map(Double.init)
    case .float64: elements(as: Double.self)
    case .int32: elements(as: Int32.self)?.map(Double.init)
    case .int64: elements(as: Int64.self)?.map(Double.init)
    case .bool: elements(as: Bool.self)?.map { $0 ? 1 : 0 }
    }
  }

  /// Lends the elements' bytes, where the tensor is concrete.
  public func withBytes<R>(_ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R? {
    guard case .concrete(let storage) = handle.value else { return nil }
    return try body(UnsafeRawBufferPointer(start: storage.pointer, count: type.byteCount))
  }
}

extension Int64 {
  fileprivate init(clampingNaNToZero value: Double) {
    self = value.isNaN ? 0 : value <= -0x1p63 ? .min : value >= 0x1p63 ? .max : Int64(value)
  }
}
