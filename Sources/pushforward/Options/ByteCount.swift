import ArgumentParser

/// A size as people write it: `65536`, `64K`, `16M`, `2G`.
struct ByteCount: ExpressibleByArgument, CustomStringConvertible {
  let bytes: Int

  init(_ bytes: Int) {
    self.bytes = bytes
  }

  init?(argument: String) {
    let unit = ByteCount.units.first { argument.hasSuffix($0.name) }
    guard let number = Int(argument.dropLast(unit?.name.count ?? 0)), number >= 0 else { return nil }
    let (bytes, overflow) = number.multipliedReportingOverflow(by: unit?.size ?? 1)
    guard !overflow else { return nil }
    self.bytes = bytes
  }

  var description: String {
    guard bytes > 0, let unit = ByteCount.units.first(where: { bytes % $0.size == 0 }) else { return "\(bytes)" }
    return "\(bytes / unit.size)\(unit.name)"
  }

  var defaultValueDescription: String { description }

  /// The largest first.
  private static let units = [(name: "G", size: 1 << 30), (name: "M", size: 1 << 20), (name: "K", size: 1 << 10)]
}
