import Kernels

/// The memory in which a thread runs plans. It grows to what the largest plan needs and is kept between runs.
///
/// Not for use by two threads at once.
public final class Workspace {
  private(set) var operands: UnsafeMutablePointer<UnsafeRawPointer?>
  private var operandCapacity = 16
  private var table: SlotTable
  private var tableCapacity = 64
  private var arena: UnsafeMutableRawPointer?
  private(set) public var byteCount = 0
  /// Told after each step how many arithmetic operations it is taken for: its share of the plan's. Nil where nobody watches.
  public var stepDone: ((_ flops: Int) -> Void)?
  /// The outputs of the last run. The array is kept, so that a run does not allocate one.
  private(set) var results: [UnsafeRawBufferPointer] = []
  /// The plan that the table is laid out for.
  private var plan: Plan?

  public init() {
    operands = .allocate(capacity: operandCapacity)
    table = .allocate(capacity: tableCapacity)
    table.initialize(repeating: nil, count: tableCapacity)
  }

  deinit {
    operands.deallocate()
    table.deallocate()
    if let arena { releaseAligned(arena) }
  }

  /// The table of addresses for `plan`, complete but for the inputs. Throws `limitExceeded` where there is no memory for the arena.
  func prepare(for plan: Plan) throws -> SlotTable {
    if self.plan === plan { return table }
    self.plan = nil
    let layout = plan.layout
    try growArena(to: layout.arenaByteCount + layout.tileCount * Cluster.tileByteCount)
    growTable(to: layout.slotCount)
    growOperands(to: plan.steps.map(\.operandCount).max() ?? 0)
    fill(layout)
    results = Array(repeating: UnsafeRawBufferPointer(start: nil, count: 0), count: plan.outputTypes.count)
    self.plan = plan
    return table
  }

  /// Notes where the outputs lie: in the arena, or where an input or constant is.
  func collect(_ slots: [Int], _ types: [TensorType]) {
    for index in results.indices {
      results[index] = UnsafeRawBufferPointer(start: table[slots[index]], count: types[index].byteCount)
    }
  }

  private func fill(_ layout: PlanLayout) {
    for (index, constant) in layout.constants.enumerated() {
      if case .concrete(let storage) = constant.handle.value { table[layout.inputCount + index] = storage.pointer }
    }
    let firstBuffer = layout.inputCount + layout.constants.count
    for (index, offset) in layout.bufferOffsets.enumerated() { table[firstBuffer + index] = arena.map { $0 + offset } }
    for index in 0..<layout.tileCount {
      table[layout.firstTile + index] = arena.map { $0 + layout.arenaByteCount + index * Cluster.tileByteCount }
    }
  }

  private func growArena(to count: Int) throws {
    guard count > byteCount || arena == nil else { return }
    if let arena { releaseAligned(arena) }
    (arena, byteCount) = (nil, 0)
    guard let memory = allocateAligned(byteCount: count) else {
      throw AutodiffError(.limitExceeded, "no memory for a workspace of \(count) bytes")
    }
    (arena, byteCount) = (memory, count)
  }

  private func growTable(to count: Int) {
    guard count > tableCapacity else { return }
    table.deallocate()
    tableCapacity = count
    table = .allocate(capacity: count)
    table.initialize(repeating: nil, count: count)
  }

  private func growOperands(to count: Int) {
    guard count > operandCapacity else { return }
    operands.deallocate()
    operandCapacity = count
    operands = .allocate(capacity: count)
  }

  /// Overwrites the arena with NaN, so that a read of what was not written shows. For tests.
  func poison() {
    guard let arena else { return }
    arena.initializeMemory(as: UInt32.self, repeating: .max, count: byteCount / 4)
  }
}
