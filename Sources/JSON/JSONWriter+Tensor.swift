import CMemory
import CSimdJSON

/// A tensor whose text would not fit what a writer may write.
public struct JSONTensorTooLarge: Error, Equatable, Sendable {
  public let shape: [Int]
}

extension JSONWriter {
  /// The most bytes that a tensor of this shape takes as nested arrays, or nil where an `Int` does not hold them: shapes
  /// such as `[1000000000000, 0]` have no elements, but brackets.
  public static func room(for type: JSONScalarType, shape: [Int]) -> Int? {
    var room = 0
    return pf_json_tensor_room(type.code, shape, shape.count, &room) && room >= 0 ? room : nil
  }

  /// Writes a row-major tensor as nested arrays, its elements as ``write(_:)`` writes them.
  ///
  /// - Precondition: `elements` are as many as `shape` says, and no dimension is negative.
  /// - Throws: ``JSONTensorTooLarge`` where the text might be longer than `limit` bytes; nothing is allocated then.
  public mutating func tensor<Scalar: JSONScalar>(
    _ elements: UnsafeBufferPointer<Scalar>, shape: [Int], limit: Int = 1 << 31
  ) throws(JSONTensorTooLarge) {
    precondition(shape.contains(0) ? elements.isEmpty : elements.count == shape.reduce(1, *))
    guard let room = JSONWriter.room(for: Scalar.jsonType, shape: shape), room <= limit else {
      throw JSONTensorTooLarge(shape: shape)
    }
    value { bytes in
      bytes.append(addingCapacity: room) { span in
        span.withUnsafeMutableBufferPointer { buffer, count in
          pf_expect_large(buffer.baseAddress, buffer.count)
          count = pf_json_tensor_write(
            Scalar.jsonType.code, elements.baseAddress, shape, shape.count, buffer.baseAddress)
        }
      }
    }
  }

  /// Writes a string that is the Base64 (RFC 4648 section 4, padded) of `data`.
  public mutating func base64(_ data: UnsafeRawBufferPointer) {
    value { bytes in
      bytes.append(UInt8(ascii: "\""))
      bytes.append(addingCapacity: (data.count + 2) / 3 * 4) { span in
        span.withUnsafeMutableBufferPointer { buffer, count in
          pf_expect_large(buffer.baseAddress, buffer.count)
          pf_base64_encode(data.baseAddress, data.count, buffer.baseAddress)
          count = (data.count + 2) / 3 * 4
        }
      }
      bytes.append(UInt8(ascii: "\""))
    }
  }
}
