import CText

extension Work {
  /// Numbers parsed from JSON by simdjson alone.
  static func parsing(rows: Int, width: Int) throws -> Work {
    let text = Texts(rows, width)
    return try Work {
      guard bt_parse(text.bytes, text.length, text.numbers, text.count) == text.count else {
        throw Unknown(words: ["parse"])
      }
    }
  }

  /// Numbers written by `std::to_chars` alone.
  static func writing(rows: Int, width: Int) throws -> Work {
    let text = Texts(rows, width)
    return try Work { _ = bt_write(text.numbers, text.count, width, text.bytes) }
  }
}

/// Numbers, and their text.
private final class Texts {
  let count: Int
  let numbers: UnsafeMutablePointer<Float>
  let bytes: UnsafeMutablePointer<CChar>
  let length: Int

  init(_ rows: Int, _ width: Int) {
    count = rows * width
    numbers = .allocate(capacity: count)
    var source = Numbers()
    for index in 0..<count { numbers[index] = .random(in: -1...1, using: &source) }
    bytes = .allocate(capacity: count * 20 + bt_padding() + 16)
    length = bt_write(numbers, count, width, bytes)
  }

  deinit {
    numbers.deallocate()
    bytes.deallocate()
  }
}
