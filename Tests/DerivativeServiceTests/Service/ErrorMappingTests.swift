import JSONRPC
import Testing

@testable import DerivativeService

@Suite struct ErrorMappingTests {
  @Test(arguments: [
    ("", "params"), ("x", "params.x"), (".x", "params.x"), ("[2]", "params[2]"), ("params", "params"),
    ("params.x", "params.x"), ("params[2]", "params[2]"), ("paramsx", "params.paramsx"),
  ])
  func pathsAreCountedFromTheCall(_ path: String, _ located: String) {
    for code in [RPCError.Code.invalidParams, .limitExceeded] {
      #expect(RPCError(code, type: "missing", path: path, "").located(under: "params").path == located)
    }
  }

  @Test func errorsBeyondTheParametersHaveNoPlaceThere() {
    #expect(RPCError(.overloaded, type: "overloaded", "").located(under: "params").path.isEmpty)
  }
}
