/// The bytes of responses that the peer has not taken yet: a head, which small bodies are copied behind, and a large
/// body in its own array, which is never copied.
struct Output {
  private var segments: (first: [UInt8], second: [UInt8]) = ([], [])
  private var offset = 0

  var isEmpty: Bool { segments.first.isEmpty && segments.second.isEmpty }

  /// Appends a head behind what is left.
  mutating func append(_ bytes: ArraySlice<UInt8>) {
    segments.first += bytes
  }

  /// Appends a body behind everything; nothing may be appended before it is sent.
  mutating func append(body: [UInt8]) {
    segments.second = body
  }

  /// Sends until everything is sent or the peer takes no more, and calls `moved` with each count.
  mutating func send(over transport: Transport, _ moved: (Int) -> Void) -> Transfer {
    while !isEmpty {
      let result = sendSegment(over: transport)
      guard case .moved(let count, _) = result else { return result }
      moved(count)
      advance(count)
    }
    return .moved(0, more: true)
  }

  private func sendSegment(over transport: Transport) -> Transfer {
    let segment = segments.first.isEmpty ? segments.second : segments.first
    let more = !segments.first.isEmpty && !segments.second.isEmpty
    return segment.withUnsafeBytes {
      transport.send(UnsafeRawBufferPointer(rebasing: $0.dropFirst(offset)), more: more)
    }
  }

  private mutating func advance(_ count: Int) {
    offset += count
    if !segments.first.isEmpty {
      guard offset >= segments.first.count else { return }
      segments.first = []
    } else {
      guard offset >= segments.second.count else { return }
      segments.second = []
    }
    offset = 0
  }
}
