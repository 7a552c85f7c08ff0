import Autodiff
import ModelSpec

extension Safetensors {
  /// The tensor of an entry: floating elements as `floating`, integers as int64 unless they are I32, and booleans.
  ///
  /// Throws `SpecError` where a number is beyond the range of its type, or a byte is no boolean.
  func tensor(_ entry: Entry, floating: DType) throws -> Tensor {
    switch (entry.element, floating) {
    case (.f64, .float32): try narrowed(entry)
    case (.f64, _): try converted(entry) { Double(bitPattern: $0) }
    case (.f32, _): try widened(entry, floating) { (bits: UInt32) in Float(bitPattern: bits) }
    case (.f16, _): try widened(entry, floating) { (bits: UInt16) in Float(Float16(bitPattern: bits)) }
    case (.bf16, _): try widened(entry, floating) { (bits: UInt16) in Float(bitPattern: UInt32(bits) << 16) }
    case (.i64, _): try converted(entry) { (bits: Int64) in bits }
    case (.i32, _): try converted(entry) { (bits: Int32) in bits }
    case (.i16, _): try converted(entry) { (bits: Int16) in Int64(bits) }
    case (.i8, _): try converted(entry) { (bits: Int8) in Int64(bits) }
    case (.u32, _): try converted(entry) { (bits: UInt32) in Int64(bits) }
    case (.u16, _): try converted(entry) { (bits: UInt16) in Int64(bits) }
    case (.u8, _): try converted(entry) { (bits: UInt8) in Int64(bits) }
    case (.bool, _):
      try converted(entry) { (bits: UInt8) in
        guard bits <= 1 else { throw Self.fault("the bytes of booleans are 0 and 1", at: entry.name) }
        return bits == 1
      }
    }
  }

  /// Numbers that both floating types have.
  private func widened<Bits: FixedWidthInteger>(
    _ entry: Entry, _ floating: DType, _ number: (Bits) -> Float
  ) throws -> Tensor {
    floating == .float64 ? try converted(entry) { Double(number($0)) } : try converted(entry, number)
  }

  /// The nearest numbers of float32.
  private func narrowed(_ entry: Entry) throws -> Tensor {
    try converted(entry) { (bits: UInt64) in
      let (wide, narrow) = (Double(bitPattern: bits), Float(Double(bitPattern: bits)))
      guard narrow.isFinite || !wide.isFinite else {
        throw Self.fault("the number \(wide) is beyond the range of float32", at: entry.name)
      }
      return narrow
    }
  }

  private func converted<Bits: FixedWidthInteger, Element: TensorElement>(
    _ entry: Entry, _ element: (Bits) throws -> Element
  ) throws -> Tensor {
    let count = entry.shape.elementCount
    return try Tensor(TensorType(Element.dtype, entry.shape)) { memory in
      let elements = memory.bindMemory(to: Element.self, capacity: count)
      // The range lies within the file and holds `count` elements: the header was checked.
      try bytes.withUnsafeBytes { file in
        for index in 0..<count {
          let offset = entry.range.lowerBound + index * MemoryLayout<Bits>.size
          let bits = file.loadUnaligned(fromByteOffset: offset, as: Bits.self)
          (elements + index).initialize(to: try element(Bits(littleEndian: bits)))
        }
      }
    }
  }
}
