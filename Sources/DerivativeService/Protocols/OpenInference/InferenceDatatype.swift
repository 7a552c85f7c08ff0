import Autodiff

/// The names that the Open Inference Protocol has for element types.
enum InferenceDatatype: String {
  case float32 = "FP32"
  case float64 = "FP64"
  case int32 = "INT32"
  case int64 = "INT64"
  case bool = "BOOL"

  init(_ dtype: DType) {
    switch dtype {
    case .float32: self = .float32
    case .float64: self = .float64
    case .int32: self = .int32
    case .int64: self = .int64
    case .bool: self = .bool
    }
  }
}
