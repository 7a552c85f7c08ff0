import HTTP
import Testing

@Suite("Pace, on a clock that is a parameter")
struct PaceTests {
  private static let start = ContinuousClock.now

  /// Bytes that came in the first second, then the seconds after which they are too few at 10 a second.
  @Test("a rate is asked for on average, after a grace", arguments: [(0, 5), (10, 6), (1000, 105)])
  func rate(_ bytes: Int, _ seconds: Int) {
    var pace = Pace(start: Self.start)
    pace.move(bytes, at: Self.start + .seconds(1))
    let end = Self.start + .seconds(seconds)
    #expect(!pace.isSlower(than: 10, after: .seconds(5), at: end))
    #expect(pace.isSlower(than: 10, after: .seconds(5), at: end + .milliseconds(1)))
    #expect(!pace.isSlower(than: 0, after: .seconds(5), at: end + .seconds(1000)))
  }

  @Test("a stall counts from the last move, a length from the start")
  func stall() {
    var pace = Pace(start: Self.start)
    pace.move(1, at: Self.start + .seconds(3))
    #expect(!pace.stalls(longerThan: .seconds(2), at: Self.start + .seconds(5)))
    #expect(pace.stalls(longerThan: .seconds(2), at: Self.start + .seconds(6)))
    #expect(!pace.lasts(longerThan: .seconds(5), at: Self.start + .seconds(5)))
    #expect(pace.lasts(longerThan: .seconds(5), at: Self.start + .seconds(6)))
  }
}
