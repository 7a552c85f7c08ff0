import Foundation
import Testing

/// The code in the articles is code that compiles and runs: each block stands between `// snippet` and `// end` in the test file of the
/// article's name, in the same order.
struct ArticleTests {
  static let articles = ["Autodiff", "Nesting", "WritingAnOperation", "HowAPlanIsMade"]
  static let tests = URL(filePath: #filePath).deletingLastPathComponent()

  static func article(_ name: String) throws -> String {
    let file = tests.appending(path: "../../../Sources/Autodiff/Documentation.docc/\(name).md").standardized
    return try String(contentsOf: file, encoding: .utf8)
  }

  @Test(arguments: articles) func theCodeOfTheArticleIsTheCodeOfTheTests(article: String) throws {
    let code = try String(contentsOf: Self.tests.appending(path: "\(article)Snippets.swift"), encoding: .utf8)
    let blocks = try Self.article(article).blocks(from: { $0 == "```swift" }, to: { $0 == "```" })
    let snippets = code.blocks(from: { $0.hasSuffix("// snippet") }, to: { $0.hasSuffix("// end") })
    #expect(!blocks.isEmpty)
    #expect(blocks.count == snippets.count)
    for (block, snippet) in zip(blocks, snippets) { #expect(block == snippet) }
  }
}

extension String {
  /// The lines between each line that begins a block and the next one that ends it, without the indentation they have in common.
  fileprivate func blocks(from begins: (Substring) -> Bool, to ends: (Substring) -> Bool) -> [String] {
    var blocks: [String] = []
    var current: [Substring]?
    for line in split(separator: "\n", omittingEmptySubsequences: false) {
      if let lines = current, ends(line) {
        blocks.append(lines.withoutIndentation.joined(separator: "\n"))
        current = nil
      } else if current != nil {
        current?.append(line)
      } else if begins(line) {
        current = []
      }
    }
    return blocks
  }
}

extension [Substring] {
  fileprivate var withoutIndentation: [Substring] {
    let depth = filter { !$0.isEmpty }.map { $0.prefix { $0 == " " }.count }.min() ?? 0
    return map { $0.dropFirst(depth) }
  }
}
