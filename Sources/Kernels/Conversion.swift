/// Converts `count` elements between types: towards zero from floating to integer types, where what does not fit is clamped and NaN
/// becomes 0; to bool, what is not 0 is true.
public func convert(
  _ x: UnsafeRawPointer, _ source: DType, _ result: UnsafeMutableRawPointer, _ target: DType, count: Int
) {
  switch source {
  case .float32:
    convert(x.assumingMemoryBound(to: Float.self), result, target, count) {
      Double($0)
    } integer: {
      .init(clamping: Double($0))
    }
  case .float64:
    convert(x.assumingMemoryBound(to: Double.self), result, target, count) {
      $0
    } integer: {
      .init(clamping: $0)
    }
  case .int32:
    convert(x.assumingMemoryBound(to: Int32.self), result, target, count) {
      Double($0)
    } integer: {
      Int64($0)
    }
  case .int64:
    convert(x.assumingMemoryBound(to: Int64.self), result, target, count) {
      Double($0)
    } integer: {
      $0
    }
  case .bool:
    convert(x.assumingMemoryBound(to: UInt8.self), result, target, count) {
      Double($0)
    } integer: {
      Int64($0)
    }
  }
}

private func convert<Source>(
  _ x: UnsafePointer<Source>, _ result: UnsafeMutableRawPointer, _ target: DType, _ count: Int,
  floating: (Source) -> Double, integer: (Source) -> Int64
) {
  switch target {
  case .float32: map(x, result, count) { Float(floating($0)) }
  case .float64: map(x, result, count) { floating($0) }
  case .int32: map(x, result, count) { Int32(clamping: integer($0)) }
  case .int64: map(x, result, count) { integer($0) }
  case .bool: map(x, result, count) { UInt8(floating($0) != 0 ? 1 : 0) }
  }
}

private func map<Source, Target>(
  _ x: UnsafePointer<Source>, _ result: UnsafeMutableRawPointer, _ count: Int, _ element: (Source) -> Target
) {
  let out = result.assumingMemoryBound(to: Target.self)
  for index in 0..<count { out[index] = element(x[index]) }
}

extension Int64 {
  fileprivate init(clamping value: Double) {
    self = value.isNaN ? 0 : value <= -0x1p63 ? .min : value >= 0x1p63 ? .max : Int64(value)
  }
}
