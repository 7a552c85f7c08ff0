import CSimdJSON

/// The shape of nested arrays.
public struct JSONTensorShape: Equatable, Sendable {
  /// Lengths, outermost first; empty for a number alone.
  public let dimensions: [Int]
  /// Whether the elements are `true` and `false`; else they are numbers, or the strings for those that are not finite.
  public let isBoolean: Bool

  /// Elements. The product cannot overflow: each of them takes at least a byte of the text.
  public var count: Int { dimensions.contains(0) ? 0 : dimensions.reduce(1, *) }
}

extension JSONValue {
  /// The shape of this value as a tensor: a number, or rectangular nested arrays of numbers, where the strings `"NaN"`,
  /// `"Infinity"` and `"-Infinity"` are numbers too; or the same of booleans. At most 64 dimensions.
  ///
  /// Linear in the rows, not in the numbers.
  public func tensorShape() throws(JSONTensorError) -> JSONTensorShape {
    var dimensions = [Int](repeating: 0, count: Int(PF_JSON_MAXIMUM_RANK))
    var rank = 0
    var isBoolean = false
    let result = withTape { bytes, nodes, index in
      pf_json_tensor_shape(bytes, nodes, index, &dimensions, &rank, &isBoolean)
    }
    try check(result)
    return JSONTensorShape(dimensions: Array(dimensions.prefix(rank)), isBoolean: isBoolean)
  }

  /// Reads the scalars at and under this value, in the order of the text (row-major), and returns how many they are.
  ///
  /// Numbers are rounded correctly to `Scalar`, a `Float` not by way of a `Double`; integer types take every number that
  /// is an integer (`2.0`, `2e0`) and nothing else. ``tensorShape()`` says how much room they need and that they are
  /// rectangular; this does not check it again. Linear in the bytes.
  @discardableResult
  public func read<Scalar: JSONScalar>(into storage: UnsafeMutableBufferPointer<Scalar>) throws(JSONTensorError) -> Int
  {
    // A null pointer is never written to: the buffer has no room.
    let result = withTape { bytes, nodes, index in
      pf_json_tensor_read(bytes, nodes, index, Scalar.jsonType.code, storage.baseAddress, storage.count)
    }
    try check(result)
    return result.element
  }

  /// The scalars at and under this value, in the order of the text.
  public func scalars<Scalar: JSONScalar>(of type: Scalar.Type = Scalar.self) throws(JSONTensorError) -> [Scalar] {
    let count = try tensorShape().count
    let storage = UnsafeMutableBufferPointer<Scalar>.allocate(capacity: count)
    defer { storage.deallocate() }
    try read(into: storage)
    return Array(storage)
  }

  /// Calls `body` with the tape and the node of this value. A number in a row has no node there: it gets a tape of one.
  private func withTape<Result>(
    _ body: (UnsafePointer<UInt8>?, UnsafePointer<pf_json_node>?, Int) -> Result
  ) -> Result {
    document.bytes.withUnsafeBufferPointer { bytes in
      guard node.next == 0 else {
        return document.nodes.withUnsafeBufferPointer { body(bytes.baseAddress, $0.baseAddress, index) }
      }
      var single = node
      single.next = 1
      return withUnsafePointer(to: single) { body(bytes.baseAddress, $0, 0) }
    }
  }

  private func check(_ result: pf_json_read_result) throws(JSONTensorError) {
    guard result.status != PF_JSON_OK else { return }
    throw JSONTensorError(result, in: self)
  }
}
