// What libFuzzer is given: one program for all targets, of which the first argument names one.
//
//   Fuzz http [-runs=…] [-max_total_time=…] corpus… seeds…

@preconcurrency import Glibc

/// A parser, fed with what a request could hold. It gives an answer or an error that says where; a trap, a hang or a broken
/// promise is a finding.
protocol FuzzTarget {
  static func run(_ input: [UInt8])
}

private let targets: [String: FuzzerCallback] = [
  "http": { feed($0, $1, to: HTTPTarget.self) },
  "json": { feed($0, $1, to: JSONTarget.self) },
  "outline": { feed($0, $1, to: OutlineTarget.self) },
  "expression": { feed($0, $1, to: ExpressionTarget.self) },
  "spec": { feed($0, $1, to: SpecTarget.self) },
]

/// The entry point. The package manager lets the compiler name an executable's entry point after its module, and the linker
/// make that `main`, so that this one takes the place of libFuzzer's.
@_cdecl("Fuzz_main")
public func start(_ count: Int32, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?) -> Int32 {
  let name = CommandLine.arguments.dropFirst().first ?? ""
  guard count > 1, let arguments, let target = targets[name] else {
    fputs("usage: Fuzz \(targets.keys.sorted().joined(separator: "|")) [libFuzzer's arguments]\n", stderr)
    return EX_USAGE
  }
  // libFuzzer sees the program's name and what stands behind the target.
  arguments[1] = arguments[0]
  var rest: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = arguments + 1
  var restCount = count - 1
  return runFuzzer(&restCount, &rest, target)
}

private func feed(_ bytes: UnsafePointer<UInt8>?, _ count: Int, to target: (some FuzzTarget).Type) -> Int32 {
  target.run(Array(UnsafeBufferPointer(start: bytes, count: count)))
  return 0
}

private typealias FuzzerCallback = @convention(c) (UnsafePointer<UInt8>?, Int) -> Int32

@_silgen_name("LLVMFuzzerRunDriver")
private func runFuzzer(
  _ count: UnsafeMutablePointer<Int32>,
  _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>, _ callback: FuzzerCallback
) -> Int32
