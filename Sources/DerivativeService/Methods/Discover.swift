import JSON
import ModelSpec

/// `rpc.discover`: the methods as an OpenRPC document.
struct Discover: Method {
  let name = "rpc.discover"

  func prepare(_ params: JSONValue) throws -> PreparedCall {
    if let stray = params.members?.first(where: { _ in true }) {
      throw SpecError(
        .unknownParameter, at: stray.value.place, "\(name) takes no parameters", expected: "no parameters",
        actual: stray.name)
    }
    guard params.kind == .object else {
      throw SpecError(
        .invalidValue, at: params.place, "\(name) takes its parameters by name", expected: "an object",
        actual: params.kind.rawValue)
    }
    let document = try Contract.embedded.get().openRPC
    return PreparedCall(flops: 0, byteCount: document.count) { _, _, writer in writer.raw(document) }
  }
}
