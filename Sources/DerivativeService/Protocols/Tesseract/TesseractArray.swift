import Autodiff
import JSON
import ModelSpec
import StoredModels

/// How arrays stand in JSON: `{"object_type": "array", "shape": …, "dtype": …, "data": {"buffer": …, "encoding": …}}`.
enum TesseractArray {
  enum Encoding { case json, base64 }

  /// Reads an array in one of the encodings, or numbers without anything around them. Elements of another type are converted as NumPy does
  /// it within one kind, or from integers to floats.
  static func read(_ value: JSONValue, as type: OpenType, _ tensors: TensorDecoder) throws -> Tensor {
    let tensor =
      value.kind == .object
      ? try encoded(value, tensors) : try tensors.tensor(value, of: type.dtype)
    guard tensor.dtype == type.dtype || tensor.dtype.converts(to: type.dtype) else {
      throw SpecError(
        .dtypeMismatch, at: value.place, "\(tensor.type) cannot be converted to \(type.dtype.rawValue)",
        expected: type.dtype.rawValue, actual: tensor.dtype.rawValue)
    }
    let converted = try tensor.dtype == type.dtype ? tensor : tensor.cast(to: type.dtype)
    guard type.admits(converted.type) else {
      throw SpecError(
        .shapeMismatch, at: value.place, "an array of the shape \(tensor.shape) does not fit \(type)",
        expected: "\(type)", actual: "\(converted.type)")
    }
    return converted
  }

  private static func encoded(_ value: JSONValue, _ tensors: TensorDecoder) throws -> Tensor {
    var reader = try ObjectReader(value, "an array")
    reader.ignore(["object_type"])
    let type = try type(&reader, tensors)
    var data = try ObjectReader(try reader.required("data"), "the data of an array")
    try reader.refuseOthers()
    let (buffer, encoding) = (try data.required("buffer"), try data.required("encoding"))
    if let compression = data.optional("compression") {
      throw SpecError(.invalidValue, at: compression.place, "compressed arrays are not read here")
    }
    try data.refuseOthers()
    switch encoding.string {
    case "base64": return try tensors.tensor(base64: buffer, type)
    case "json", "raw": return try elements(buffer, type, tensors)
    default:
      throw SpecError(
        .invalidValue, at: encoding.place, "arrays are encoded as \"json\" or \"base64\", not as \(encoding.shown)",
        expected: "\"json\" or \"base64\"", actual: encoding.shown)
    }
  }

  /// `shape` and `dtype` of an array, or of what stands for one where only types are asked about.
  static func type(_ reader: inout ObjectReader, _ tensors: TensorDecoder) throws -> TensorType {
    let (shape, dtype) = (try reader.required("shape"), try reader.required("dtype"))
    guard let known = dtype.string.flatMap(DType.init) else {
      throw SpecError.unknown(
        .unknownName, "no array here is of the type", dtype.shown, at: dtype.place,
        among: DType.allCases.map(\.rawValue))
    }
    return try tensors.type(known, tensors.dimensions(shape), at: shape)
  }

  /// Elements in nested arrays of the shape, or one after the other.
  private static func elements(_ buffer: JSONValue, _ type: TensorType, _ tensors: TensorDecoder) throws -> Tensor {
    guard buffer.isNested || type.shape.isScalar else { return try tensors.tensor(flat: buffer, type) }
    return try tensors.tensor(nested: buffer, type, named: "buffer")
  }
}

extension DType {
  /// Whether NumPy converts without being forced to: within a kind, and from integers and booleans to numbers that hold more.
  fileprivate func converts(to other: DType) -> Bool {
    switch (self, other) {
    case (.bool, _), (.int32, .float32), (.int32, .float64), (.int64, .float32), (.int64, .float64): true
    case (.float32, .float64), (.float64, .float32), (.int32, .int64), (.int64, .int32): true
    default: self == other
    }
  }
}

extension JSONWriter {
  /// Writes an array that lies in `bytes`.
  mutating func tesseractArray(
    _ type: TensorType, _ bytes: UnsafeRawBufferPointer, _ encoding: TesseractArray.Encoding, limit: Int
  ) throws {
    try object { writer in
      writer.member("object_type", "array")
      writer.members(of: OpenType(type))
      writer.key("data")
      try writer.object { writer in
        writer.key("buffer")
        switch encoding {
        case .base64: writer.base64(bytes)
        case .json: try TensorWriter(encoding: .list, limit: limit).write(type, bytes, to: &writer)
        }
        writer.member("encoding", encoding == .base64 ? "base64" : "json")
      }
    }
  }
}
