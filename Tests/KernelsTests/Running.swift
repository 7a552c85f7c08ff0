import Kernels

/// The results of a loop over arrays of one element type.
func map<T: BinaryFloatingPoint & BitwiseCopyable>(_ kernel: MapKernel, _ operands: [T]...) -> [T] {
  var result = operands[0]
  result.withUnsafeMutableBytes { memory in
    withPointers(operands[...], []) { pointers in
      kernel.loop(for: T.self == Double.self ? .float64 : .float32)(pointers, memory.baseAddress, operands[0].count)
    }
  }
  return result
}

private func withPointers<T>(
  _ rest: ArraySlice<[T]>, _ pointers: [UnsafeRawPointer?], _ body: ([UnsafeRawPointer?]) -> Void
) {
  guard let first = rest.first else { return body(pointers) }
  first.withUnsafeBytes { withPointers(rest.dropFirst(), pointers + [$0.baseAddress], body) }
}
