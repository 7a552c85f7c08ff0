import CSimdJSON

/// The types that tensors of JSON numbers (or booleans) are read to and written from.
public enum JSONScalarType: Sendable {
  case float32, float64, int32, int64, bool

  var code: pf_json_scalar {
    switch self {
    case .float32: PF_JSON_FLOAT32
    case .float64: PF_JSON_FLOAT64
    case .int32: PF_JSON_INT32
    case .int64: PF_JSON_INT64
    case .bool: PF_JSON_BOOL
    }
  }
}

/// A Swift type with the layout of a ``JSONScalarType``. No other types can be added.
public protocol JSONScalar: BitwiseCopyable, Sendable {
  static var jsonType: JSONScalarType { get }
}

extension Float: JSONScalar {
  public static var jsonType: JSONScalarType { .float32 }
}

extension Double: JSONScalar {
  public static var jsonType: JSONScalarType { .float64 }
}

extension Int32: JSONScalar {
  public static var jsonType: JSONScalarType { .int32 }
}

extension Int64: JSONScalar {
  public static var jsonType: JSONScalarType { .int64 }
}

extension Bool: JSONScalar {
  public static var jsonType: JSONScalarType { .bool }
}
