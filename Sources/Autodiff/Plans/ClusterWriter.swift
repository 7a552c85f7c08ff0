import Kernels

/// Writes clusters: arithmetic in a row becomes a chain, and values that only the cluster reads get tiles, which are used again once
/// their value has been read last. A value that the next step of its chain alone reads needs none.
struct ClusterWriter {
  private let compiler: PlanCompiler
  private let firstTile: Int
  /// The most that a cluster has needed.
  private(set) var tileCount = 0

  /// By value; what the cluster at hand does not know of is blank.
  private var notes: [Note]
  private var usedTiles = 0
  private var freeTiles: [Int] = []
  private var fills: [Cluster.Fill] = []
  private var works: [Cluster.Work] = []
  private var chain: OpenChain?

  private struct Note {
    var reference: Cluster.Reference?
    /// For an operand that is one number, which chains read where it is: its slot.
    var number: Int?
    /// Whether only the cluster reads it.
    var isInterior = false
    var readings = 0
    /// The position of the member that reads it last.
    var lastReader: Int?
  }

  /// A value that a member reads, and where it lies.
  private struct Reading {
    let value: Int
    let source: Cluster.Reference
    /// The slot of the one number that all its elements are.
    let number: Int?

    var operand: Chain.Operand {
      number.map { .number(slot: $0) } ?? .array(slot: source.slot, stride: source.stride)
    }
  }

  private struct OpenChain {
    var chain: Chain
    let dtype: DType
    /// The value so far.
    var value: Int?
  }

  init(_ compiler: PlanCompiler, firstTile: Int) {
    (self.compiler, self.firstTile) = (compiler, firstTile)
    notes = Array(repeating: Note(), count: compiler.program.values.count)
  }

  /// - Parameters:
  ///   - slot: where a value lies that is not of the cluster alone.
  ///   - isStored: whether others than the cluster read a value.
  mutating func write(_ members: Schedule.Members, slot: (Int) -> Int, isStored: (Int) -> Bool) -> Cluster {
    (usedTiles, freeTiles, fills, works) = (0, [], [], [])
    note(members, slot, isStored)
    fill(members, slot)
    for (position, value) in members.values.enumerated() {
      guard case .map(let kernel, let dtype) = compiler.lowerings[value] else { continue }
      let readings = compiler.operands[value].map { reading(of: compiler.root($0), slot) }
      // A result may be written over an operand only where each element lies on the one at its own place.
      release(readings, at: position, ofSize: compiler.type(value).dtype.size)
      if !passes(value, position, members) {
        notes[value].reference = notes[value].isInterior ? tile() : stored(value, slot)
      }
      release(readings, at: position)
      if let arithmetic = kernel.arithmetic {
        chain(arithmetic, dtype, readings, value)
      } else if let first = readings.first?.source, let result = notes[value].reference {
        closeChain()
        let second = readings.count > 1 ? readings[1].source : nil
        let third = readings.count > 2 ? readings[2].source : nil
        let operands = (first, second, third)
        works.append(.operation(Cluster.Operation(loop: kernel.loop(for: dtype), operands: operands, result: result)))
      }
    }
    closeChain()
    forget(members)
    tileCount = max(tileCount, usedTiles)
    let count = members.values.first.map { compiler.type($0).shape.elementCount } ?? 0
    return Cluster(elementCount: count, fills: fills, works: works, usesTiles: usedTiles > 0)
  }

  private mutating func note(_ members: Schedule.Members, _ slot: (Int) -> Int, _ isStored: (Int) -> Bool) {
    for (position, value) in members.values.enumerated() {
      notes[value].isInterior = !isStored(value)
      for operand in compiler.operands[value] {
        let root = compiler.root(operand)
        notes[root].readings += 1
        notes[root].lastReader = position
      }
    }
    for value in members.expanded where compiler.expansion(value)?.pattern == .splat {
      notes[value].number = slot(compiler.operands[value][0])
    }
  }

  private mutating func forget(_ members: Schedule.Members) {
    for value in members.values {
      for operand in compiler.operands[value] { notes[compiler.root(operand)] = Note() }
      notes[value] = Note()
    }
  }

  /// Whether the value is read once, by the member behind the one that makes it, which continues its chain.
  private func passes(_ value: Int, _ position: Int, _ members: Schedule.Members) -> Bool {
    let note = notes[value]
    guard note.isInterior, note.readings == 1, note.lastReader == position + 1 else { return false }
    let next = members.values[position + 1]
    return isArithmetic(value) && isArithmetic(next) && compiler.type(value).dtype == compiler.type(next).dtype
  }

  /// Adds an operation to the chain, or begins one with it.
  private mutating func chain(
    _ arithmetic: Chain.Arithmetic, _ dtype: DType, _ readings: [Reading], _ value: Int
  ) {
    if chain?.dtype != dtype { closeChain() }
    guard let first = readings.first else { return }
    var open = chain ?? OpenChain(chain: Chain(dtype), dtype: dtype)
    let second = readings.count == 2 ? readings[1] : nil
    let isReversed = first.value != open.value && second != nil && second?.value == open.value
    if first.value != open.value, !isReversed { open.chain.load(first.operand) }
    if let second {
      open.chain.apply(arithmetic, (isReversed ? first : second).operand, reversed: isReversed)
    } else {
      open.chain.apply(arithmetic)
    }
    if let result = notes[value].reference { open.chain.store(slot: result.slot, stride: result.stride) }
    open.value = value
    chain = open
  }

  private mutating func closeChain() {
    if let open = chain { works.append(.chain(open.chain)) }
    chain = nil
  }

  private func isArithmetic(_ value: Int) -> Bool {
    if case .map(let kernel, _) = compiler.lowerings[value] { kernel.arithmetic != nil } else { false }
  }

  /// Tiles for the repeated operands, but for numbers that chains alone read; they are never used for anything else.
  private mutating func fill(_ members: Schedule.Members, _ slot: (Int) -> Int) {
    guard !members.expanded.isEmpty else { return }
    let others = members.values.filter { !isArithmetic($0) }
    let roots = others.flatMap { compiler.operands[$0].map { compiler.root($0) } }
    for value in members.expanded.sorted() where notes[value].number == nil || roots.contains(value) {
      guard let expansion = compiler.expansion(value) else { continue }
      let reference = tile()
      notes[value].reference = reference
      fills.append(Cluster.Fill(expansion: expansion, source: slot(compiler.operands[value][0]), tile: reference.slot))
    }
  }

  private func stored(_ root: Int, _ slot: (Int) -> Int) -> Cluster.Reference {
    Cluster.Reference(slot: slot(root), stride: compiler.type(root).dtype.size)
  }

  private mutating func tile() -> Cluster.Reference {
    if let tile = freeTiles.popLast() { return Cluster.Reference(slot: tile, stride: 0) }
    usedTiles += 1
    return Cluster.Reference(slot: firstTile + usedTiles - 1, stride: 0)
  }

  private func reading(of root: Int, _ slot: (Int) -> Int) -> Reading {
    Reading(value: root, source: notes[root].reference ?? stored(root, slot), number: notes[root].number)
  }

  /// Gives back the tiles of what is read at `position` for the last time, of elements of one size if it is given.
  private mutating func release(_ readings: [Reading], at position: Int, ofSize size: Int? = nil) {
    for value in readings.lazy.map(\.value) where notes[value].isInterior && notes[value].lastReader == position {
      guard size == nil || compiler.type(value).dtype.size == size else { continue }
      if let reference = notes[value].reference { freeTiles.append(reference.slot) }
      notes[value].lastReader = nil
    }
  }
}
