import Autodiff
import JSON

extension Tensor {
  /// The tensor of numbers in the hole of an outline. Nil where none of the type stand there, which the decoder says better.
  ///
  public init?(_ type: TensorType, _ content: JSONOutline.Content, _ cursor: inout JSONCursor) {
    guard let tensor = try? Tensor(type, writing: { try Tensor.read(type, content, &cursor, into: $0) }) else {
      return nil
    }
    self = tensor
  }

  private struct OtherContent: Error {}

  private static func read(
    _ type: TensorType, _ content: JSONOutline.Content, _ cursor: inout JSONCursor,
    into memory: UnsafeMutableRawPointer
  ) throws {
    let isRead =
      switch content {
      case .token: false
      case .numbers(let shape): numbers(type, shape, &cursor, into: memory)
      case .base64: cursor.readBase64(byteCount: type.byteCount, into: memory)
      }
    guard isRead else { throw OtherContent() }
    if content == .base64 { memory.fromLittleEndian(type) }
  }

  private static func numbers(
    _ type: TensorType, _ shape: [Int], _ cursor: inout JSONCursor, into memory: UnsafeMutableRawPointer
  ) -> Bool {
    let count = type.shape.elementCount
    guard shape.reduce(1, *) == count else { return false }
    func read<Scalar: JSONScalar>(as _: Scalar.Type) -> Bool {
      cursor.readNumbers(shape, into: memory.bindMemory(to: Scalar.self, capacity: count))
    }
    return switch type.dtype {
    case .float32: read(as: Float.self)
    case .float64: read(as: Double.self)
    case .int32: read(as: Int32.self)
    case .int64: read(as: Int64.self)
    case .bool: false
    }
  }
}

extension UnsafeMutableRawPointer {
  /// Reorders the bytes of a tensor's elements as this machine has them.
  func fromLittleEndian(_ type: TensorType) {
    guard Int(bigEndian: 1) == 1 else { return }
    let bytes = UnsafeMutableRawBufferPointer(start: self, count: type.byteCount)
    for start in stride(from: 0, to: bytes.count, by: type.dtype.size) {
      bytes[start..<start + type.dtype.size].reverse()
    }
  }
}
