import HTTP
import Testing

struct AppendingTests {
  struct Row: Sendable {
    var number: Int
    var width = 1
    var fraction = 0
    let text: String
  }

  @Test(arguments: [
    Row(number: 0, text: "0"), Row(number: 7, width: 3, text: "007"), Row(number: 1234, width: 3, text: "1234"),
    Row(number: .max, text: "9223372036854775807"), Row(number: 5, width: 20, text: "00000000000000000005"),
    Row(number: 0, fraction: 3, text: "0.000"), Row(number: 5, fraction: 3, text: "0.005"),
    Row(number: 999, fraction: 3, text: "0.999"), Row(number: 1000, fraction: 3, text: "1.000"),
    Row(number: .max, fraction: 3, text: "9223372036854775.807"),
  ])
  func decimalDigits(_ row: Row) {
    var bytes = Array("=".utf8)
    bytes.append(decimal: row.number, width: row.width, fraction: row.fraction)
    #expect(String(decoding: bytes, as: UTF8.self) == "=\(row.text)")
  }
}
