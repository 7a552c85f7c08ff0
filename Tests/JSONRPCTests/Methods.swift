import JSON
import JSONRPC
import Synchronization

/// The calls that wait for another one.
final class Parking: Sendable {
  private let replies = Mutex<[Reply]>([])

  func park(_ reply: Reply) { replies.withLock { $0.append(reply) } }

  func release() {
    let parked = replies.withLock { replies in
      defer { replies = [] }
      return replies
    }
    for reply in parked.reversed() { reply.send { $0.write("parked") } }
  }
}

struct Defect: Error {}

extension Dispatcher where Context == Parking {
  /// The methods that the conversations talk to.
  static func forConversations() -> Dispatcher {
    var dispatcher = Dispatcher(handlers: [
      "subtract": { call, _, reply in reply.send { try subtract(call.params, &$0) } },
      "sum": { call, _, reply in
        reply.send { $0.write(Int(try call.params?.scalars(of: Int64.self).reduce(0, +) ?? 0)) }
      },
      "echo": { call, _, reply in reply.send { $0.raw(call.params?.rawText ?? []) } },
      "get_data": { _, _, reply in reply.send { $0.raw("[\"hello\",5]".utf8) } },
      "fail": { call, _, reply in reply.fail(shapeError(call)) },
      "halfway": { _, _, reply in
        reply.send {
          try $0.array {
            $0.write(1)
            throw Defect()
          }
        }
      },
      "crash": { _, _, reply in reply.fail(Defect()) },
      "park": { _, parking, reply in parking.park(reply) },
      "release": { _, parking, reply in
        reply.send { $0.write("released") }
        parking.release()
      },
      "twice": { _, _, reply in
        reply.send { $0.write(1) }
        reply.send { $0.write(2) }
      },
    ])
    dispatcher.maximumBatch = 8
    dispatcher.suggestion = { $0 == "subtrct" ? "subtract" : nil }
    return dispatcher
  }

  private static func subtract(_ params: JSONValue?, _ writer: inout JSONWriter) throws {
    let names = [params?["minuend"], params?["subtrahend"]]
    let numbers = (params?.elements.map { Array($0) } ?? names.compactMap(\.self)).compactMap(\.int64)
    guard numbers.count == 2 else {
      throw RPCError(.invalidParams, type: "missing", path: "params", "expected two numbers")
    }
    writer.write(numbers[0] - numbers[1])
  }

  private static func shapeError(_ call: Call) -> RPCError {
    let path = call.params?["x"]?.path.description ?? ""
    let error = RPCError(.invalidParams, type: "shape_mismatch", path: path, "x has shape [], expected [2]")
    return error.with("expected", "[2]").with("actual", String?.none).with("limit", 3)
  }
}
