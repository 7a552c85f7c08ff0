import Glibc

/// A stream of bytes that is open in the process.
struct Stream {
  let descriptor: Int32

  static let input = Stream(descriptor: STDIN_FILENO)
  static let output = Stream(descriptor: STDOUT_FILENO)
  static let errors = Stream(descriptor: STDERR_FILENO)

  var isTerminal: Bool { isatty(descriptor) == 1 }

  /// Writes all of it.
  func write(_ bytes: [UInt8]) throws(SystemError) {
    try write(bytes[...])
  }

  func write(_ bytes: ArraySlice<UInt8>) throws(SystemError) {
    var rest = bytes
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { throw SystemError(number: errno) }
      rest = rest.dropFirst(count)
    }
  }

  /// Writes a text, if that can be done: there is nobody else to tell.
  func say(_ text: String) {
    try? write(Array(text.utf8))
  }

  /// What is left in it.
  func readToEnd() throws(SystemError) -> [UInt8] {
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = read(descriptor, &piece, piece.count)
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw SystemError(number: errno) }
      guard count > 0 else { return bytes }
      bytes += piece.prefix(count)
    }
  }

  /// The bytes of a file.
  static func contents(ofFile path: String) throws(SystemError) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw SystemError(number: errno) }
    defer { close(descriptor) }
    return try Stream(descriptor: descriptor).readToEnd()
  }
}

/// Why the system did not do something.
struct SystemError: Error, CustomStringConvertible {
  /// One of `errno.h`.
  let number: Int32

  var description: String { String(cString: strerror(number)) }
}
