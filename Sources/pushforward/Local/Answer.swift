import HTTP
import JSON

/// What a command prints, and the status that it ends with.
struct Answer {
  let response: Response

  /// Prints the body, as it is, and ends the process.
  func end() -> Never {
    do {
      try Stream.output.write(response.body)
      if Stream.output.isTerminal { try Stream.output.write(Array("\n".utf8)) }
    } catch {
      fail(.cannotWrite, "the answer cannot be written: \(error)")
    }
    status.exit()
  }

  /// Success where every call has a result, and no check failed.
  private var status: ExitStatus {
    guard let root = (try? JSONDocument(parsing: response.body))?.root else {
      return response.status == .ok ? .success : .negative
    }
    let replies = root.elements.map { Array($0) } ?? [root]
    let codes = replies.compactMap { $0["error"]?["code"]?.int64 }
    if response.status == .internalServerError || codes.contains(-32603) { return .internalError }
    let isRefused = response.status != .ok || !codes.isEmpty
    return isRefused || replies.contains { $0.hasFailed } ? .negative : .success
  }
}

extension JSONValue {
  /// Whether this is the result of a check, or a reply with it, that says no.
  fileprivate var hasFailed: Bool { (self["result"] ?? self)["passed"]?.bool == false }
}
