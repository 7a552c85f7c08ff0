import Autodiff
import JSON
import Testing

@testable import ModelSpec

/// Whatever a request holds, the answer is a function, its value, or a located error: never a trap.
@Suite struct FuzzTests {
  /// A small generator with a seed, so that a failure can be repeated (SplitMix64).
  struct Generator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var z = state
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      return z ^ (z >> 31)
    }
  }

  static let words = """
    x v s idx c sum mean tanh reshape where maximum concat matmul einsum eye arange shape T axis keepdims = == != < <= + - * / //
    % ** @ & | ~ ( ) ( ) [ ] [ ] , , : ; \n . ... 0 1 2 -1 3 1.5 1e3 9223372036854775807 1e308 'ij' None True # é ^ zeros ones full
    """.split(separator: " ").map(String.init)

  @Test(arguments: 0..<20) func expressions(seed: UInt64) throws {
    var generator = Generator(state: seed)
    for _ in 0..<200 {
      let count = Int.random(in: 1...25, using: &generator)
      let text = (0..<count).map { _ in Self.words.randomElement(using: &generator) ?? "" }.joined(separator: " ")
      try answersOrLocates {
        let expression = try Expression(parsing: text)
        let values = [
          "x": try Tensor([[1.0, 2], [3, 4]]), "v": try Tensor([1.0, 2]), "s": try Tensor(2.0),
          "idx": try Tensor([Int64(1), 0]), "c": try Tensor([true, false]),
        ]
        _ = try FunctionDefinition.expression(expression)(values, dtype: .float64)
      }
    }
  }

  static let documents = [
    #"{"model": {"layers": [{"type": "dense", "units": 2, "kernel": [[1, 2], [3, 4]], "bias": [1, 2], "activation": {"name": "softmax", "axis": -1}}, {"type": "layer_normalization", "axis": [-1], "gamma": [1, 1], "beta": [0, 0]}, {"type": "residual", "layers": [{"type": "reshape", "target_shape": [2]}]}], "loss": {"name": "huber", "delta": 1.5, "reduction": "none"}}, "inputs": {"x": [[1, 2]], "targets": [[1, 2]], "sample_weight": [2]}}"#,
    #"{"program": {"nodes": [{"id": "a", "op": "matmul", "inputs": ["x", "x"], "attrs": {"transpose_b": true}}, {"id": "b", "op": "reduce_sum", "inputs": ["a"], "attrs": {"axis": [0, 1], "keepdims": true}}, {"id": "k", "op": "constant", "attrs": {"value": {"shape": [2], "data": [1, 2]}}}, {"id": "d", "op": "mul", "inputs": ["k", "b"]}], "outputs": ["d", "a"]}, "inputs": {"x": [[1, 2]]}}"#,
  ]

  static let replacements = [
    "null", "-1", "1e400", "9223372036854775807", "[]", "{}", "\"\"", "[[1], 2]", "true", "\"x\"",
  ]

  /// Words of valid requests replaced by other values.
  @Test(arguments: documents) func specifications(document: String) throws {
    let tokens = document.matches(of: /"[^"]*"(?!\s*:)|-?[0-9.]+|\[[^\[\]{}]*\]|true/).map(\.range)
    for range in tokens {
      for replacement in Self.replacements {
        var text = document
        text.replaceSubrange(range, with: replacement)
        guard let request = try? Request(text) else { continue }
        try answersOrLocates { _ = try request.outputs() }
      }
    }
  }

  private func answersOrLocates(_ body: () throws -> Void) throws {
    do {
      try body()
    } catch let error as SpecError {
      #expect(!error.message.isEmpty)
      #expect(error.path.hasPrefix("params"), "\(error)")
    }
  }
}
