/// The open connections of a loop under tokens that are never used twice: an event or an answer that comes for a closed
/// connection finds none, even where its place is taken again.
struct ConnectionTable {
  /// A place in the lower half, the number of its use in the upper half.
  typealias Token = UInt64

  private var places: [Place] = []
  private var free: [Int] = []

  private struct Place {
    var connection: Connection?
    var use: UInt32 = 0
  }

  /// The connection of this token, while it is open. Complexity: O(1).
  subscript(token: Token) -> Connection? {
    let position = Int(UInt32(truncatingIfNeeded: token))
    guard position < places.count, places[position].use == UInt32(token >> 32) else { return nil }
    return places[position].connection
  }

  /// Adds the connection that `make` makes for its token.
  mutating func insert(_ make: (Token) -> Connection) -> Connection {
    let position = free.popLast() ?? places.count
    if position == places.count { places.append(Place()) }
    places[position].use &+= 1
    let connection = make(Token(places[position].use) << 32 | Token(position))
    places[position].connection = connection
    return connection
  }

  mutating func remove(_ token: Token) {
    guard self[token] != nil else { return }
    let position = Int(UInt32(truncatingIfNeeded: token))
    places[position].connection = nil
    free.append(position)
  }

  /// All open connections at this moment; they may be removed while the array is walked.
  var all: [Connection] { places.compactMap(\.connection) }
}
