import Hummingbird
import Logging

/// Answers a POST with the bytes that it came with: what a server of HTTP costs when nothing is computed.
///
/// usage: Echo PORT
@main
struct Echo {
  static func main() async throws {
    let port = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 8081
    let router = Router()
    router.post("/rpc") { request, _ in
      let body = try await request.body.collect(upTo: 1 << 24)
      return Response(
        status: .ok, headers: [.contentType: "application/json"], body: ResponseBody(byteBuffer: body))
    }
    var logger = Logger(label: "echo")
    logger.logLevel = .error
    let application = Application(
      router: router, configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: port)),
      logger: logger)
    try await application.runService()
  }
}
