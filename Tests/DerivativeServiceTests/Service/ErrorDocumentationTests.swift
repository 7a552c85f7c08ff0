import Autodiff
import Foundation
import JSON
import ModelSpec
import Testing

@testable import DerivativeService

/// `docs/errors.md` against the code and the contract.
@Suite struct ErrorDocumentationTests {
  private let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../..")
    .standardizedFileURL

  private func text(_ path: String) throws -> String {
    try String(contentsOf: root.appending(path: path), encoding: .utf8)
  }

  /// The first column of the page's tables of types.
  private func documented() throws -> Set<String> {
    Set(try text("docs/errors.md").matches(of: /\n\| `([a-z_]+)` \|/).map { String($0.1) })
  }

  /// The types that are written in the sources of the modules that answer calls.
  private func written() throws -> Set<String> {
    let folders = ["Sources/JSONRPC", "Sources/DerivativeService"]
    let files = try folders.flatMap { folder in
      try FileManager.default.subpathsOfDirectory(atPath: root.appending(path: folder).path)
        .filter { $0.hasSuffix(".swift") }.map { "\(folder)/\($0)" }
    }
    return Set(
      try files.flatMap { file in
        try text(file).matches(of: /type: (?:[^"\n]+ \? "([a-z_]+)" : )?"([a-z_]+)"/)
          .flatMap { [$0.1, $0.2].compactMap { $0.map(String.init) } }
      })
  }

  @Test func theListIsTheCodes() throws {
    let kinds = Set(SpecError.Kind.allCases.map(\.rawValue) + AutodiffError.Kind.allCases.map(\.rawValue))
    #expect(try documented() == written().union(kinds))
  }

  @Test func theListIsTheContracts() throws {
    let contract = try JSONDocument(parsing: Contract.embedded.get().json).root
    let types = try #require(contract["components"]?["schemas"]?["ErrorType"]?["enum"]?.elements)
    let routes: Set = [
      "unknown_route", "method_not_allowed", "not_acceptable", "unsupported_media_type", "method_not_implemented",
    ]
    #expect(try Set(types.compactMap(\.string)) == documented().subtracting(routes))
  }
}
