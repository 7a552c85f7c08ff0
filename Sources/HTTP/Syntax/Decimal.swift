extension [UInt8] {
  /// Appends a number that is not negative in decimal digits, at least `width` of them.
  public mutating func append(decimal number: Int, width: Int = 1) {
    if number >= 10 || width > 1 { append(decimal: number / 10, width: width - 1) }
    append(UInt8(ascii: "0") + UInt8(number % 10))
  }
}
