import CVectorMath

/// Arithmetic of one floating type in a row, each operation on the result of the one before, which stays in registers.
///
/// The bits are those of the operations run one by one. Any stretch may be run by itself. A chain begins with `load` and ends with `store`;
/// its result may lie where one of its operands does.
public struct Chain: Sendable {
  /// The operations that a chain is made of.
  public enum Arithmetic: Hashable, Sendable {
    case add, sub, mul, div, maximum, minimum
    case relu, neg, abs, square, sqrt, rsqrt, reciprocal

    fileprivate var operation: pf_chain_operation {
      switch self {
      case .add: PF_CHAIN_ADD
      case .sub: PF_CHAIN_SUB
      case .mul: PF_CHAIN_MUL
      case .div: PF_CHAIN_DIV
      case .maximum: PF_CHAIN_MAXIMUM
      case .minimum: PF_CHAIN_MINIMUM
      case .relu: PF_CHAIN_RELU
      case .neg: PF_CHAIN_NEG
      case .abs: PF_CHAIN_ABS
      case .square: PF_CHAIN_SQUARE
      case .sqrt: PF_CHAIN_SQRT
      case .rsqrt: PF_CHAIN_RSQRT
      case .reciprocal: PF_CHAIN_RECIPROCAL
      }
    }
  }

  /// Where an operand lies, by its slot in a table of addresses.
  public enum Operand: Sendable {
    /// An array that advances with each stretch by `stride` bytes per element.
    case array(slot: Int, stride: Int)
    /// One number, which stands for all elements.
    case number(slot: Int)
  }

  private var steps: [pf_chain_step] = []
  private let isDouble: Bool

  /// - Parameter dtype: floating.
  public init(_ dtype: DType) { isDouble = dtype == .float64 }

  public var stepCount: Int { steps.count }

  /// Begins with other elements.
  public mutating func load(_ operand: Operand) { append(PF_CHAIN_LOAD, operand) }

  /// An operation of one operand on the value so far.
  public mutating func apply(_ arithmetic: Arithmetic) {
    append(arithmetic.operation, .array(slot: 0, stride: 0))
  }

  /// An operation on the value so far and `operand`, or the other way round where it is `reversed`.
  public mutating func apply(_ arithmetic: Arithmetic, _ operand: Operand, reversed: Bool) {
    append(arithmetic.operation, operand, reversed: reversed)
  }

  /// Writes the value so far, which the next operation may still use.
  public mutating func store(slot: Int, stride: Int) { append(PF_CHAIN_STORE, .array(slot: slot, stride: stride)) }

  private mutating func append(_ operation: pf_chain_operation, _ operand: Operand, reversed: Bool = false) {
    switch operand {
    case .array(let slot, let stride):
      let code = pf_chain_code(operation, reversed ? 1 : 0, 0)
      steps.append(pf_chain_step(code: code, slot: UInt32(slot), stride: UInt32(stride)))
    case .number(let slot):
      let code = pf_chain_code(operation, reversed ? 1 : 0, 1)
      steps.append(pf_chain_step(code: code, slot: UInt32(slot), stride: 0))
    }
  }

  /// Runs `count` elements from `start` on.
  ///
  /// - Parameter places: room for the addresses of the steps.
  public func run(
    _ table: UnsafeMutablePointer<UnsafeMutableRawPointer?>, _ places: UnsafeMutablePointer<UnsafeRawPointer?>,
    from start: Int, count: Int
  ) {
    let loop = isDouble ? pf_chain_f64 : pf_chain_f32
    steps.withUnsafeBufferPointer { loop($0.baseAddress, $0.count, table, places, start, count) }
  }
}
