import JSON

/// The way back of one call. A method answers once, by ``send(_:)`` or ``fail(_:)``, at once or later, from any thread.
public struct Reply: Sendable {
  private let before: [UInt8]
  private let behind: [UInt8]
  private let finish: @Sendable (Result<[UInt8], any Error>) -> Void

  /// A reply whose result stands alone, without an envelope.
  public init(finish: @escaping @Sendable (Result<[UInt8], any Error>) -> Void) {
    self.init(before: [], behind: [], finish: finish)
  }

  /// A reply whose result stands between `before` and `behind`.
  init(before: [UInt8], behind: [UInt8], finish: @escaping @Sendable (Result<[UInt8], any Error>) -> Void) {
    self.before = before
    self.behind = behind
    self.finish = finish
  }

  /// Answers with the result that `result` writes: exactly one value, straight into the envelope. If it throws, the
  /// error is the answer.
  public func send(_ result: (inout JSONWriter) throws -> Void) {
    finish(
      Result {
        var writer = JSONWriter(appendingTo: before)
        try result(&writer)
        writer.verbatim(behind)
        return writer.bytes
      })
  }

  /// Answers with an error.
  public func fail(_ error: any Error) {
    finish(.failure(error))
  }
}
