import Dispatch
import Synchronization

/// Standard output, line by line, for many threads. Lines are written many at a time by a queue of their own, so that a thread
/// that serves connections never waits for whoever reads them.
///
/// Where the reader is so slow that `capacity` bytes wait, further lines are dropped, and a line says how many.
final class LineSink: Sendable {
  private struct State {
    var waiting: [UInt8] = []
    /// Room of lines that were written, for those to come.
    var spare: [UInt8] = []
    var dropped = 0
    var isScheduled = false
  }

  private let state = Mutex(State())
  private let queue = DispatchQueue(label: "pushforward.log")

  private static let capacity = 4 << 20
  private static let spareCapacity = 1 << 20
  /// PIPE_BUF of Linux.
  private static let pipeBuffer = 4096
  /// How long a line may wait for others.
  private static let patience = DispatchTimeInterval.milliseconds(100)

  /// Appends a line, of which the end is added.
  func append(_ line: [UInt8]) {
    let schedules = state.withLock { state in
      guard state.waiting.count < LineSink.capacity else {
        state.dropped += 1
        return false
      }
      state.waiting += line
      state.waiting.append(UInt8(ascii: "\n"))
      defer { state.isScheduled = true }
      return !state.isScheduled
    }
    if schedules { queue.asyncAfter(deadline: .now() + LineSink.patience) { self.write() } }
  }

  /// Writes everything that waits; returns when it is written.
  func flush() {
    queue.sync { write() }
  }

  private func write() {
    var taken = state.withLock { state in
      var taken = State()
      swap(&state, &taken)
      swap(&state.waiting, &taken.spare)
      return taken
    }
    write(taken.waiting)
    if taken.dropped > 0 { write(Array("\(taken.dropped) lines were dropped\n".utf8)) }
    guard taken.waiting.capacity <= LineSink.spareCapacity else { return }
    taken.waiting.removeAll(keepingCapacity: true)
    state.withLock { swap(&$0.spare, &taken.waiting) }
  }

  private func write(_ bytes: [UInt8]) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let piece = LineSink.piece(of: rest)
      guard (try? Stream.output.write(piece)) != nil else { return }
      rest = rest.dropFirst(piece.count)
    }
  }

  /// Whole lines, as many as a pipe takes in one piece: other processes may write to it too.
  private static func piece(of bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    guard bytes.count > pipeBuffer, let end = bytes.prefix(pipeBuffer).lastIndex(of: UInt8(ascii: "\n")) else {
      return bytes
    }
    return bytes[...end]
  }
}
