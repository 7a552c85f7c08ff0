import Autodiff
import JSON
import JSONRPC
import ModelSpec

/// Turns whatever a method throws into the error object that its client reads.
struct ErrorMapping: Sendable {
  /// Told about defects: what went wrong, and the id that the reply carries.
  let logDefect: @Sendable (_ defect: String, _ id: String) -> Void

  func callAsFunction(_ error: any Error) -> RPCError { wireError(error).abbreviated() }

  private func wireError(_ error: any Error) -> RPCError {
    switch error {
    case let error as RPCError: error
    case let error as JSONError: RPCError(error)
    case let error as SpecError: RPCError(error)
    case let error as AutodiffError: RPCError(error)
    case let refusal as Job.Refusal: RPCError(refusal)
    default: defect(error)
    }
  }

  /// An error that nobody foresaw. The client gets an id to report, the log gets the rest.
  private func defect(_ error: any Error) -> RPCError {
    let id = String(UInt64.random(in: .min ... .max), radix: 36)
    logDefect(String(reflecting: error), id)
    return RPCError(.internalError, type: "internal_error", "a defect of the server; it is logged under the id \(id)")
      .with("id", id)
  }
}

extension RPCError {
  init(_ error: SpecError) {
    let code: Code = error.kind == .limitExceeded ? .limitExceeded : .invalidParams
    self.init(code, type: error.kind.rawValue, path: error.path, error.message)
    self = with("expected", error.expected).with("actual", error.actual).with("suggestion", error.suggestion)
      .with("line", error.location?.line).with("column", error.location?.column)
  }

  init(_ error: AutodiffError) {
    self.init(Code(error.kind), type: error.kind.rawValue, error.message)
    self = with("expected", error.expected).with("actual", error.actual)
  }

  init(_ refusal: Job.Refusal) {
    switch refusal {
    case .queueFull:
      self.init(.overloaded, type: "overloaded", "the server has too much to do; try again")
    case .memory:
      self.init(.overloaded, type: "overloaded", "the server has no memory for this call at the moment; try again")
    case .deadline:
      self.init(.deadlineExceeded, type: "deadline_exceeded", "the deadline passed before the call was begun")
    case .cancelled:
      self.init(.deadlineExceeded, type: "cancelled", "the client went away before the call was begun")
    }
  }

  /// The same error with its path counted from the call. Methods count from the parameters where these came alone.
  func located(under parameters: String) -> RPCError {
    guard [.invalidParams, .limitExceeded, .noSuchModel].contains(code), !isLocated(under: parameters) else {
      return self
    }
    var error = self
    error.path = [nil, ".", "["].contains(path.first) ? parameters + path : "\(parameters).\(path)"
    return error
  }

  private func isLocated(under parameters: String) -> Bool {
    path.hasPrefix(parameters) && [nil, ".", "["].contains(path.dropFirst(parameters.count).first)
  }
}

extension RPCError.Code {
  fileprivate init(_ kind: AutodiffError.Kind) {
    switch kind {
    case .limitExceeded: self = .limitExceeded
    case .deadlineExceeded: self = .deadlineExceeded
    default: self = .invalidParams
    }
  }
}
