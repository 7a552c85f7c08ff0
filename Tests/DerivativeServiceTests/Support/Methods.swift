import Autodiff
import DerivativeService
import Dispatch
import JSON
import JSONRPC
import ModelSpec
import Synchronization

/// A method made of closures.
struct TestMethod: DerivativeService.Method {
  let name: String
  var isQuick = true
  let preparation: @Sendable (JSONValue) throws -> PreparedCall

  func prepare(_ params: JSONValue) throws -> PreparedCall { try preparation(params) }

  func prepareAtOnce(_ params: JSONValue) throws -> PreparedCall? { isQuick ? try preparation(params) : nil }
}

struct Defect: Error {}

extension TestMethod {
  /// Answers with its parameters. `flops`, `bytes` and `deadline_ms` are what it says of itself.
  static let echo = TestMethod(name: "echo") { params in
    PreparedCall(
      flops: Int(params["flops"]?.int64 ?? 0), byteCount: Int(params["bytes"]?.int64 ?? 0),
      deadline: params["deadline_ms"]?.int64.map { .milliseconds($0) }
    ) { _, _, writer in
      writer.raw(params.rawText)
    }
  }

  /// Throws what its parameter `error` names.
  static let fail = TestMethod(name: "fail") { params in
    switch params["error"]?.string {
    case "spec":
      throw SpecError(
        .unknownName, at: params["error"]?.path.description ?? "", "no such name", expected: "a", actual: "b",
        suggestion: "c")
    case "limit": throw SpecError(.limitExceeded, at: "", "too large")
    case "autodiff": throw AutodiffError(.notScalar, "not a scalar", expected: "[]", actual: "[2]")
    case "stopped": throw AutodiffError(.deadlineExceeded, "stopped")
    case "model": throw RPCError(.noSuchModel, type: "unknown_model", path: "params.model", "no such model")
    default: throw Defect()
    }
  }

  /// Says on which thread it runs: "connection", the one that sent the request, or "worker".
  static func whereabouts(isQuick: Bool = true) -> TestMethod {
    TestMethod(name: "whereabouts", isQuick: isQuick) { params in
      PreparedCall(flops: Int(params["flops"]?.int64 ?? 0), byteCount: 0) { _, _, writer in
        writer.write(TestService.isHandling ? "connection" : "worker")
      }
    }
  }
}

/// A method that does not end until the test lets it.
final class Gate: Sendable {
  private let entered = DispatchSemaphore(value: 0)
  private let opened = DispatchSemaphore(value: 0)

  /// Large enough for a worker. Where `waits` is false, it runs until it is told to stop.
  func method(waits: Bool = true) -> TestMethod {
    TestMethod(name: "hold") { params in
      PreparedCall(flops: .max, byteCount: 0, deadline: params["deadline_ms"]?.int64.map { .milliseconds($0) }) {
        [self] _, shouldStop, writer in
        entered.signal()
        if waits { opened.wait() }
        while !waits && !shouldStop() {}
        guard waits else { throw AutodiffError(.deadlineExceeded, "stopped") }
        writer.write("held")
      }
    }
  }

  /// Waits until a call is inside.
  func waitForEntry() { entered.wait() }

  /// Lets one call through.
  func open() { opened.signal() }
}
