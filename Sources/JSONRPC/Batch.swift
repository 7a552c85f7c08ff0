import Synchronization

/// The response objects of a batch, which may come in any order and from any thread, and go out in the order of the
/// calls.
final class Batch: Sendable {
  private struct State {
    var replies: [[UInt8]?]
    var isAnswered: [Bool]
    var missing: Int
  }

  private let state: Mutex<State>
  private let completion: @Sendable ([UInt8]?) -> Void

  /// Calls `completion` when `count` calls are answered, with nil where none of them has anything to say.
  init(count: Int, completion: @escaping @Sendable ([UInt8]?) -> Void) {
    let state = State(
      replies: Array(repeating: nil, count: count), isAnswered: Array(repeating: false, count: count), missing: count)
    self.state = Mutex(state)
    self.completion = completion
  }

  /// Answers the call at `index`, a notification with nil. A second answer is ignored.
  func answer(_ index: Int, _ reply: [UInt8]?) {
    let replies: [[UInt8]?]? = state.withLock { state in
      guard !state.isAnswered[index] else { return nil }
      state.isAnswered[index] = true
      state.replies[index] = reply
      state.missing -= 1
      return state.missing == 0 ? state.replies : nil
    }
    if let replies { completion(Batch.text(replies.compactMap { $0 })) }
  }

  /// "The Server MUST NOT return an empty Array and should return nothing at all" (section 6).
  private static func text(_ replies: [[UInt8]]) -> [UInt8]? {
    guard !replies.isEmpty else { return nil }
    var bytes = [UInt8(ascii: "[")]
    bytes.reserveCapacity(replies.reduce(1) { $0 + $1.count + 1 })
    bytes.append(contentsOf: replies.joined(separator: [UInt8(ascii: ",")]))
    bytes.append(UInt8(ascii: "]"))
    return bytes
  }
}
