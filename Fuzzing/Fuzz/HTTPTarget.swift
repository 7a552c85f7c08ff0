import HTTP
import HTTPCases

/// The engine. However a stream of bytes is cut, the same comes of it; the first byte says how.
enum HTTPTarget: FuzzTarget {
  static func run(_ input: [UInt8]) {
    guard let first = input.first else { return }
    let stream = Array(input.dropFirst())
    let whole = outcomes([stream], limits)
    let cut = outcomes(pieces(of: stream, size: Int(first % 61) + 1), limits)
    precondition(whole == cut, "whole: \(whole); in pieces: \(cut)")
    readFields(stream)
  }

  /// Small, so that inputs reach beyond them.
  private static let limits: Limits = {
    var limits = Limits()
    limits.requestLine = 120
    limits.head = 400
    limits.fields = 8
    limits.body = 100
    limits.chunkExtensions = 40
    return limits
  }()

  private static func pieces(of bytes: [UInt8], size: Int) -> [[UInt8]] {
    stride(from: 0, to: bytes.count, by: size).map { Array(bytes[$0..<min($0 + size, bytes.count)]) }
  }

  /// What is read out of a head once it has been accepted.
  private static func readFields(_ stream: [UInt8]) {
    var state = ConnectionState(limits: limits)
    var offset = 0
    guard case .head(let head)? = try? state.next(stream.span, from: &offset) else { return }
    _ = head.target.path
    for field in head.fields {
      let name = String(decoding: field.name, as: UTF8.self)
      precondition(head.fields.contains(name))
      _ = head.fields.members(of: name)
      let weight = Preferences(head.fields, name)?.weight(ofMediaType: "application/json") ?? 0
      precondition((0...1000).contains(weight))
    }
  }
}
