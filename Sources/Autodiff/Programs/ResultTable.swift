/// The results of a program by what they are results of, so that equal operations on equal operands become one value.
///
/// A hash table with linear probing that holds positions alone: the keys of a dictionary would have operations and operands once more, and
/// would be hashed and copied whenever it grows.
struct ResultTable: Sendable {
  private struct Slot: Sendable {
    var hash = 0
    /// Nil where the slot is free.
    var value: Int?
  }

  /// A power of two, and more than half of them free.
  private var slots = [Slot](repeating: Slot(), count: 64)
  private var count = 0

  /// The hash of an operation on operands.
  static func hash(_ operation: some Operation, _ operands: [Int]) -> Int {
    var hasher = Hasher()
    hasher.combine(ObjectIdentifier(type(of: operation)))
    operation.hash(into: &hasher)
    for operand in operands { hasher.combine(operand) }
    return hasher.finalize()
  }

  /// The value with this hash for which `isSame` holds.
  func find(_ hash: Int, where isSame: (Int) -> Bool) -> Int? {
    var place = hash & (slots.count - 1)
    while let value = slots[place].value {
      if slots[place].hash == hash, isSame(value) { return value }
      place = (place + 1) & (slots.count - 1)
    }
    return nil
  }

  /// Adds a value that is not there.
  mutating func insert(_ value: Int, hash: Int) {
    if 2 * (count + 1) > slots.count { grow() }
    place(Slot(hash: hash, value: value))
    count += 1
  }

  private mutating func grow() {
    let former = slots
    slots = [Slot](repeating: Slot(), count: 2 * former.count)
    for slot in former where slot.value != nil { place(slot) }
  }

  private mutating func place(_ slot: Slot) {
    var place = slot.hash & (slots.count - 1)
    while slots[place].value != nil { place = (place + 1) & (slots.count - 1) }
    slots[place] = slot
  }
}
