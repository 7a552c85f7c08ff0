/// Where a loop encodes responses, and keeps those that are sent together: who waits for several is woken once.
///
/// An object, since a connection that ends while its response is sent has the others sent too.
final class ResponseBatch {
  var bytes: [UInt8] = []
  /// Whether responses wait for the others of their turn.
  var isGathering = false
  private var gathered: [(connection: Connection, bytes: Range<Int>)] = []

  /// Where in `bytes` the next response begins.
  func begin() -> Int {
    if gathered.isEmpty { bytes.removeAll(keepingCapacity: true) }
    return bytes.count
  }

  /// Has a response sent with the others. False where it must be sent now.
  func gather(_ response: Range<Int>, _ connection: Connection) -> Bool {
    if isGathering { gathered.append((connection, response)) }
    return isGathering
  }

  /// Sends what was gathered.
  func send() {
    guard !gathered.isEmpty else { return }
    var responses: [(connection: Connection, bytes: Range<Int>)] = []
    swap(&responses, &gathered)
    for (connection, response) in responses where !connection.isClosed { connection.send(bytes[response]) }
    responses.removeAll(keepingCapacity: true)
    if gathered.isEmpty { swap(&responses, &gathered) }
  }
}
