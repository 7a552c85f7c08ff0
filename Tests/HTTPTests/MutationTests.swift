import HTTPCases
import Testing

@testable import HTTP

/// However a request is damaged and however it is cut, the engine gives the same answer and reads no byte twice.
@Suite("Damaged requests")
struct MutationTests {
  private static let seeds = [
    request("GET /a?b=%20 HTTP/1.1", "Accept: */*", "Connection: keep-alive"),
    request("POST http://a.example:80/b HTTP/1.1", "Content-Length: 5", body: "hello"),
    request("OPTIONS * HTTP/1.0", "Expect: 100-continue"),
    chunked("5;a=\"b\"\r\nhello\r\n0\r\nA: b\r\n\r\n") + request(),
    "GET / HTTP/1.1\r\nHost: [::1]:80\r\n\r\n",
  ].map { Array($0.utf8) }

  /// The bytes at which the grammar turns.
  private static let telling = Array(" \t\r\n\0:;,=\"\\%/?*[]09afAFxX-+_.\u{7F}".utf8) + [0x80, 0xFF]

  @Test("whole and in pieces alike", arguments: 0..<200)
  func pieces(_ number: Int) {
    var random = Generator(state: UInt64(number) &* 0x9E37_79B9_7F4A_7C15 | 1)
    for seed in Self.seeds {
      let bytes = damage(seed, &random)
      #expect(outcomes(cut(bytes, &random)) == outcomes([bytes]), "\(String(decoding: bytes, as: UTF8.self))")
    }
  }

  private func damage(_ seed: [UInt8], _ random: inout Generator) -> [UInt8] {
    var bytes = seed
    for _ in 0..<Int.random(in: 1...4, using: &random) {
      let position = Int.random(in: 0..<bytes.count, using: &random)
      let byte = Self.telling.randomElement(using: &random) ?? 0
      switch Int.random(in: 0..<4, using: &random) {
      case 0: bytes[position] = byte
      case 1: bytes.insert(byte, at: position)
      case 2: bytes.remove(at: position)
      default: bytes.insert(contentsOf: bytes.suffix(from: position).prefix(12), at: position)
      }
    }
    return bytes
  }

  private func cut(_ bytes: [UInt8], _ random: inout Generator) -> [[UInt8]] {
    var rest = bytes[...]
    var pieces: [[UInt8]] = []
    while !rest.isEmpty {
      let piece = rest.prefix(Int.random(in: 1...20, using: &random))
      pieces.append(Array(piece))
      rest = rest.dropFirst(piece.count)
    }
    return pieces
  }

  /// A generator with a seed, so that a failure comes again (xorshift64*, Vigna 2016).
  private struct Generator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state ^= state >> 12
      state ^= state << 25
      state ^= state >> 27
      return state &* 0x2545_F491_4F6C_DD1D
    }
  }
}
