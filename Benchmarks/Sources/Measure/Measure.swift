import Foundation

/// Measures what the command line of the benchmarks asks for, line by line on standard input, so that it can ask others in between.
///
/// A line is a work, its arguments and how many samples are wanted; the answer is a line of so many durations, in seconds. One that
/// begins with `none` says why there are none.
@main
struct Measure {
  static func main() {
    var works: [String: Work] = [:]
    print("ready")
    fflush(nil)
    while let line = readLine() {
      var words = line.split(separator: " ").map(String.init)
      guard let samples = words.popLast().flatMap({ Int($0) }), !words.isEmpty else { continue }
      do {
        let key = words.joined(separator: " ")
        let work = try works[key] ?? Work(words)
        works[key] = work
        print(try work.measure(samples).map { "\($0)" }.joined(separator: " "))
      } catch {
        print("none \(error)")
      }
      fflush(nil)
    }
  }
}
