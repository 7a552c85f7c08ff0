extension Program: CustomStringConvertible {
  /// One line per value:
  /// ```
  /// program(%0: float32[2, 3], %1: float32[3, 1]) {
  ///   %2 = matmul(%0, %1) : float32[2, 1]
  ///   return %2
  /// }
  /// ```
  public var description: String {
    let inputs = inputTypes.enumerated().map { "%\($0): \($1)" }.joined(separator: ", ")
    let lines = values.enumerated().compactMap { index, value -> String? in
      switch value.definition {
      case .input: nil
      case .constant(let tensor): "  %\(index) = \(tensor.literal) : \(value.type)\n"
      case .result(let operation, let operands):
        "  %\(index) = \(operation.call(operands)) : \(value.type)\n"
      }
    }
    let returned = outputs.map { "%\($0)" }.joined(separator: ", ")
    return "program(\(inputs)) {\n\(lines.joined())  return \(returned)\n}"
  }

  /// How often the operation with this name occurs.
  public func count(of name: String) -> Int {
    values.reduce(0) { count, value in
      if case .result(let operation, _) = value.definition, operation.name == name { count + 1 } else { count }
    }
  }
}

extension Operation {
  fileprivate func call(_ operands: [Int]) -> String {
    let arguments = operands.map { "%\($0)" } + attributeDescriptions
    return "\(name)(\(arguments.joined(separator: ", ")))"
  }

  /// The attributes as `name: value`, which are the stored properties.
  var attributeDescriptions: [String] {
    Mirror(reflecting: self).children.compactMap { child in
      child.label.map { "\($0): \(child.value)" }
    }
  }
}

extension Tensor {
  fileprivate var literal: String {
    guard shape.elementCount <= 8, let elements = doubles else { return "constant" }
    return shape.isScalar ? "\(elements[0])" : "\(elements)"
  }
}
