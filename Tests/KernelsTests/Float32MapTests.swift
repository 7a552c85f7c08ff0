import Glibc
import Kernels
import Testing

/// The loops that float32 has of its own, against the C library in double precision.
struct Float32MapTests {
  struct Function: Sendable, CustomStringConvertible {
    let description: String
    let kernel: MapKernel
    let exact: @Sendable (Double) -> Double
    /// Units in the last place.
    let error: Double
  }

  static let functions = [
    Function(description: "exp", kernel: .exp, exact: { exp($0) }, error: 1),
    Function(description: "log", kernel: .log, exact: { log($0) }, error: 1),
    Function(description: "tanh", kernel: .tanh, exact: { tanh($0) }, error: 2.6),
    Function(description: "sigmoid", kernel: .sigmoid, exact: { 1 / (1 + exp(-$0)) }, error: 2.5),
    Function(description: "erf", kernel: .erf, exact: { erf($0) }, error: 6),
  ]

  /// Every 9973rd float, of all that there are.
  static let arguments = stride(from: UInt32(0), to: .max - 9973, by: 9973).map { Float(bitPattern: $0) }

  @Test(arguments: functions) func errorsAreBounded(_ function: Function) {
    let results = map(function.kernel, Self.arguments)
    for (x, y) in zip(Self.arguments, results) {
      let exact = function.exact(Double(x))
      let rounded = Float(exact)
      if exact.isNaN {
        #expect(y.isNaN, "\(function) of \(x)")
      } else if rounded.isInfinite || y.isInfinite {
        #expect(y == rounded, "\(function) of \(x)")
      } else {
        // Where a quotient's divisor overflows, the result is 0 in place of a denormal number.
        let unit = max(Double(rounded.ulp), function.description == "sigmoid" ? 1e-38 : 0)
        #expect(abs(Double(y) - exact) <= function.error * unit, "\(function) of \(x)")
      }
    }
  }

  @Test(arguments: functions) func specialValues(_ function: Function) {
    let arguments: [Float] = [0, -0.0, .infinity, -.infinity, .leastNonzeroMagnitude, .greatestFiniteMagnitude]
    for (x, y) in zip(arguments, map(function.kernel, arguments)) {
      let exact = Float(function.exact(Double(x)))
      #expect(y == exact || (y.isNaN && exact.isNaN) || abs(y - exact) <= exact.ulp, "\(function) of \(x)")
      #expect(y.sign == exact.sign || y.isNaN, "\(function) of \(x)")
    }
  }

  /// Plans write a result over its operand.
  @Test(arguments: functions) func inPlace(_ function: Function) {
    let arguments = (0..<100).map { Float($0) * 0.05 - 1 }
    var numbers = arguments
    numbers.withUnsafeMutableBytes { memory in
      var operand = UnsafeRawPointer(memory.baseAddress)
      function.kernel.loop(for: .float32)(&operand, memory.baseAddress, 100)
    }
    #expect(numbers.map(\.bitPattern) == map(function.kernel, arguments).map(\.bitPattern))
  }
}
