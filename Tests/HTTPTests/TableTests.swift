import HTTP
import HTTPCases
import Testing

@Suite("Requests by the sections of RFC 9112")
struct TableTests {
  @Test("each row whole, byte by byte, twice, and with another request behind it", arguments: Table.all)
  func table(_ table: Table) {
    for row in table.rows { check(row, limits: table.limits) }
  }

  private func check(_ row: Row, limits: Limits) {
    let whole = outcomes([row.bytes], limits)
    #expect(whole.first ?? .incomplete == row.expected, "\(row)")
    #expect(outcomes(row.bytes.map { [$0] }, limits) == whole, "\(row), byte by byte")
    guard row.expected != .incomplete else { return }
    let followed = outcomes([row.bytes + Array(request("GET /tail HTTP/1.1").utf8)], limits)
    #expect(followed.first == row.expected, "\(row), with a tail")
    let twice = outcomes([row.bytes + row.bytes], limits)
    if case .accepted(let summary) = row.expected {
      #expect(twice == (summary.persists ? [row.expected, row.expected] : [row.expected]), "\(row), twice")
      #expect(followed.dropFirst() == (summary.persists ? [.ok("GET", "/tail")] : []), "\(row), the tail")
    } else {
      #expect(followed.count == 1, "\(row): nothing is read behind a rejection")
    }
  }

  @Test("the tables hold several hundred different rows")
  func rows() {
    let rows = Table.all.flatMap(\.rows)
    #expect(rows.count > 500)
    #expect(Set(rows.map(\.bytes)).count > 500)
  }
}
