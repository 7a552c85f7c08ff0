/// The values of a program that is being written.
struct ProgramBuilder: Sendable {
  struct Value: Sendable {
    let definition: Program.Definition
    let type: TensorType
    /// The number that every element is known to be.
    let splat: Double?
    let origin: Origin?
    /// Whether it is a constant that a recorder knows by its identity.
    var isCaptured = false
  }

  private(set) var values: [Value] = []
  private var inputCount = 0
  private var stepCount = 0
  private var results = ResultTable()
  private var scalars: [ScalarKey: Int] = [:]
  private var captured: [UInt64: Int] = [:]

  /// Counts an operation that is to be written, and says how many there were with it.
  mutating func countStep() -> Int {
    stepCount += 1
    return stepCount
  }

  mutating func addInput(_ type: TensorType) -> Int {
    defer { inputCount += 1 }
    return add(.input(inputCount), type, nil)
  }

  /// Equal scalars are one value.
  mutating func addConstant(_ tensor: Tensor) -> Int {
    guard tensor.shape.isScalar, let number = tensor.doubles?.first else {
      return add(.constant(tensor), tensor.type, nil)
    }
    let key = ScalarKey(dtype: tensor.dtype, bits: number.bitPattern)
    if let index = scalars[key] { return index }
    let index = add(.constant(tensor), tensor.type, number)
    scalars[key] = index
    return index
  }

  /// A constant that is the same value as no other, whatever its number.
  mutating func addCaptured(_ tensor: Tensor) -> Int {
    if let index = captured[tensor.identity] { return index }
    let index = add(.constant(tensor), tensor.type, nil)
    values[index].isCaptured = true
    captured[tensor.identity] = index
    return index
  }

  /// Equal operations on equal operands are one value.
  mutating func addResult(_ operation: some Operation, _ operands: [Int], _ type: TensorType) -> Int {
    let isReversed = operation is any CommutativeOperation && operands[0] > operands[1]
    let operands = isReversed ? operands.reversed() : operands
    let hash = ResultTable.hash(operation, operands)
    let known = results.find(hash) { values[$0].definition.isResult(of: operation, operands) }
    if let known { return known }
    let splat = operands.count == 1 && operation is any ReplicatingOperation ? values[operands[0]].splat : nil
    let index = add(.result(operation, operands), type, splat)
    results.insert(index, hash: hash)
    return index
  }

  private mutating func add(_ definition: Program.Definition, _ type: TensorType, _ splat: Double?) -> Int {
    values.append(Value(definition: definition, type: type, splat: splat, origin: Origin.current))
    return values.count - 1
  }

  /// All inputs, and what `outputs` need, numbered anew.
  func program(_ outputs: [Int], _ inputTypes: [TensorType]) -> Program {
    var needed = [Bool](repeating: false, count: values.count)
    for output in outputs { needed[output] = true }
    for index in values.indices.reversed() {
      switch values[index].definition {
      case .input: needed[index] = true
      case .constant: break
      case .result(_, let operands): if needed[index] { for operand in operands { needed[operand] = true } }
      }
    }
    var numbers = [Int](repeating: 0, count: values.count)
    var kept: [Program.Value] = []
    kept.reserveCapacity(values.count)
    for index in values.indices where needed[index] {
      numbers[index] = kept.count
      kept.append(
        Program.Value(
          definition: values[index].definition.renumbered(numbers), type: values[index].type,
          origin: values[index].origin))
    }
    return Program(values: kept, outputs: outputs.map { numbers[$0] }, inputTypes: inputTypes)
  }
}

/// An operation of one operand whose result holds the operand's elements and no others, such as a broadcast or a reshape.
protocol ReplicatingOperation: Operation {}
extension BroadcastTo: ReplicatingOperation {}

extension Program.Definition {
  fileprivate func isResult(of other: some Operation, _ others: [Int]) -> Bool {
    guard case .result(let operation, let operands) = self else { return false }
    return operands == others && operation.isEqual(to: other)
  }

  fileprivate func renumbered(_ numbers: [Int]) -> Program.Definition {
    if case .result(let operation, let operands) = self {
      .result(operation, operands.map { numbers[$0] })
    } else {
      self
    }
  }
}

private struct ScalarKey: Hashable {
  let dtype: DType
  let bits: UInt64
}
