import Autodiff
import FoundationEssentials
import JSON
import ModelSpec

/// The tensors of a file in the format of Hugging Face (https://github.com/huggingface/safetensors#format): eight bytes with the
/// header's length, a header in JSON, the elements; everything little-endian.
///
/// A file is what the format says to the last byte, or refused: the tensors lie one behind the other, without gaps and without
/// overlaps, and end where the file ends.
struct Safetensors {
  /// A tensor that the header announces.
  struct Entry {
    let name: String
    let element: SafetensorsElement
    let shape: Shape
    /// Where its elements lie in the file.
    let range: Range<Int>
  }

  /// The file's name.
  let file: String
  /// In the order of the file's bytes.
  let entries: [Entry]
  let bytes: Data

  /// The longest header that the format's own library takes.
  private static let maximumHeader = 100_000_000

  /// Reads the header and checks it against the length of the file. Throws `SpecError`, at the tensor's name, or `JSONError`.
  ///
  /// - Complexity: O(length of the header).
  init(_ bytes: Data, file: String) throws {
    (self.bytes, self.file) = (bytes, file)
    guard bytes.count >= 8 else {
      throw Self.fault("a safetensors file has at least 8 bytes, this one has \(bytes.count)")
    }
    let length = bytes.withUnsafeBytes { UInt64(littleEndian: $0.loadUnaligned(as: UInt64.self)) }
    guard length <= Self.maximumHeader, Int(length) <= bytes.count - 8 else {
      throw Self.fault("the header's length is said to be \(length), in a file of \(bytes.count) bytes")
    }
    let start = 8 + Int(length)
    let header = try JSONDocument(parsing: bytes.withUnsafeBytes { Array($0[8..<start]) })
    if let key = header.firstDuplicateKey { throw Self.fault("a name is there twice", at: key.string ?? "") }
    guard let members = header.root.members else { throw Self.fault("the header is no object") }
    let described = members.filter { $0.name != "__metadata__" }
    entries = try described.map { try Self.entry($0.name, $0.value, start) }.sorted {
      ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound)
    }
    try expectNoGaps(from: start)
  }

  private static func entry(_ name: String, _ value: JSONValue, _ start: Int) throws -> Entry {
    do {
      var reader = try ObjectReader(value.asRoot, "a tensor")
      let element = try SafetensorsElement(reader.required("dtype"))
      let extents = try reader.required("shape").list().map { try $0.integer(0...Int.max, "an extent") }
      let offsets = try reader.required("data_offsets").list().map { try $0.integer(0...(1 << 48), "an offset") }
      try reader.refuseOthers()
      let shape = try Shape(extents, atMost: 1 << 40)
      guard offsets.count == 2, offsets[0] <= offsets[1] else { throw fault("data_offsets are a begin and an end") }
      guard offsets[1] - offsets[0] == shape.elementCount * element.size else {
        throw fault(
          "\(element.rawValue)\(shape) takes \(shape.elementCount * element.size) bytes, "
            + "the offsets span \(offsets[1] - offsets[0])")
      }
      return Entry(name: name, element: element, shape: shape, range: start + offsets[0]..<start + offsets[1])
    } catch let error as SpecError {
      throw fault(error.message, at: name)
    } catch let error as AutodiffError {
      throw fault(error.message, at: name)
    }
  }

  private func expectNoGaps(from start: Int) throws {
    var end = start
    for entry in entries {
      guard entry.range.lowerBound == end else {
        let what = entry.range.lowerBound < end ? "overlaps the tensor before it" : "has a gap before it"
        throw Self.fault("it \(what): the tensors lie one behind the other", at: entry.name)
      }
      end = entry.range.upperBound
    }
    guard end == bytes.count else {
      throw Self.fault("the tensors end at byte \(end), the file ends at byte \(bytes.count)")
    }
  }

  static func fault(_ message: String, at name: String = "") -> SpecError {
    SpecError(.invalidValue, at: name, message)
  }
}

/// The element types of the format that can be read. None of them loses anything on the way to the types that tensors have here,
/// unless a file of float64 is read for a model of float32.
enum SafetensorsElement: String, CaseIterable {
  case f64 = "F64"
  case f32 = "F32"
  case f16 = "F16"
  case bf16 = "BF16"
  case i64 = "I64"
  case i32 = "I32"
  case i16 = "I16"
  case i8 = "I8"
  case u32 = "U32"
  case u16 = "U16"
  case u8 = "U8"
  case bool = "BOOL"

  init(_ value: JSONValue) throws(SpecError) {
    let name = try value.text("the name of an element type")
    guard let element = SafetensorsElement(rawValue: name) else {
      throw Safetensors.fault(
        "elements of type \(quoted(name)) cannot be read, only " + Self.allCases.map(\.rawValue).joined(separator: ", ")
      )
    }
    self = element
  }

  /// Bytes of an element.
  var size: Int {
    switch self {
    case .f64, .i64: 8
    case .f32, .i32, .u32: 4
    case .f16, .bf16, .i16, .u16: 2
    case .i8, .u8, .bool: 1
    }
  }
}
