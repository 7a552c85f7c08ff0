import Foundation
import Testing

/// One commit of somebody else's repository, in a folder that is removed with the last reference.
///
/// Where it cannot be had the test that asks for it is cancelled, with the reason in its output.
final class Checkout {
  let folder = FileManager.default.temporaryDirectory.appending(path: "checkout-\(UUID().uuidString)")

  init(of repository: String, commit: String) throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    #expect(try git("init", "--quiet").status == 0)
    let fetched = try git("fetch", "--quiet", "--depth", "1", repository, commit)
    if fetched.status != 0 { try Test.cancel("no way to \(repository): \(fetched.errors.suffix(300))") }
    #expect(try git("checkout", "--quiet", "FETCH_HEAD").status == 0)
  }

  deinit {
    try? FileManager.default.removeItem(at: folder)
  }

  private func git(_ arguments: String...) throws -> Command {
    try Command(
      URL(filePath: "/usr/bin/env"), ["git", "-C", folder.path] + arguments, ["GIT_TERMINAL_PROMPT": "0"])
  }
}
