import Foundation
import JSON
import JSONRPC
import Synchronization
import Testing

/// Replays the files in `Conversations`: a line `-->` is sent, the `<--` behind it is what has to come back, byte for
/// byte (nothing, for a reply without a body). Other lines are comments.
@Suite struct ConversationTests {
  struct Exchange: CustomTestStringConvertible, Sendable {
    let place: String
    let request: String
    let reply: String?
    var testDescription: String { place }
  }

  @Test(arguments: try conversations())
  func getsTheReply(_ exchange: Exchange) throws {
    #expect(reply(to: exchange.request) == [exchange.reply])
  }

  @Test func hasConversations() throws {
    #expect(try Self.conversations().count > 45)
  }

  /// Everything that `completion` is called with, which should be one thing.
  private func reply(to request: String) -> [String?] {
    let replies = Mutex<[String?]>([])
    Dispatcher.forConversations().dispatch(Array(request.utf8), Parking()) { body in
      replies.withLock { $0.append(body.map { String(decoding: $0, as: UTF8.self) }) }
    }
    return replies.withLock { $0 }
  }

  private static func conversations() throws -> [Exchange] {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Conversations")
    let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
    return try files.sorted { $0.path < $1.path }.flatMap(exchanges)
  }

  private static func exchanges(in file: URL) throws -> [Exchange] {
    let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n", omittingEmptySubsequences: false)
    return try lines.indices.filter { lines[$0].hasPrefix("-->") }.map { index in
      try #require(lines[index + 1].hasPrefix("<--"), "\(file.lastPathComponent):\(index + 2)")
      let reply = lines[index + 1].dropFirst(4)
      return Exchange(
        place: "\(file.lastPathComponent):\(index + 1)", request: String(lines[index].dropFirst(4)),
        reply: reply.isEmpty ? nil : String(reply))
    }
  }
}
