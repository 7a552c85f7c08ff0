import Autodiff
import JSON
import ModelSpec
import StoredModels

/// The parameters that every method has and that do not shape its plan's structure.
struct CommonParameters: Sendable {
  enum Encoding: String, Sendable, CaseIterable { case list, base64 }
  enum Unconnected: String, Hashable, Sendable, CaseIterable { case zero, none }

  static let names = ["model", "expression", "program", "inputs", "dtype", "encoding", "unconnected", "deadline_ms"]

  let dtype: DType
  let encoding: Encoding
  let unconnected: Unconnected
  let deadline: Duration?

  /// - Parameter model: the stored model that the call names, which has a type of its own.
  init(_ params: JSONValue, of model: StoredModel?) throws {
    dtype = try params.choice("dtype", among: [DType.float32, .float64], default: model?.dtype ?? .float32)
    if let model, dtype != model.dtype {
      throw SpecError(
        .dtypeMismatch, at: "\(params.place).dtype", "the model \"\(model.name)\" computes in \(model.dtype.rawValue)",
        expected: model.dtype.rawValue, actual: dtype.rawValue)
    }
    encoding = try params.choice("encoding", among: Encoding.allCases, default: .list)
    unconnected = try params.choice("unconnected", among: Unconnected.allCases, default: .zero)
    deadline = try params.positiveInteger("deadline_ms").map { .milliseconds($0) }
  }
}

extension JSONValue {
  /// The member with this name; null counts as left out.
  func given(_ name: String) -> JSONValue? {
    self[name].flatMap { $0.isNull ? nil : $0 }
  }

  /// One of a few words.
  func choice<Choice: RawRepresentable<String>>(
    _ name: String, among choices: [Choice], default fallback: Choice
  ) throws -> Choice {
    guard let value = given(name) else { return fallback }
    if let choice = choices.first(where: { value.isString($0.rawValue) }) { return choice }
    let words = choices.map { "\"\($0.rawValue)\"" }.joined(separator: " or ")
    let nearest = value.string.flatMap { nearestName(to: $0, among: choices.map(\.rawValue)) }
    throw SpecError(
      .invalidValue, at: value.place,
      "\(name) must be \(words), not \(value.shown)\(nearest.map { "; did you mean \"\($0)\"?" } ?? "")",
      expected: words, actual: value.shown, suggestion: nearest)
  }

  func positiveInteger(_ name: String) throws -> Int? {
    guard let value = given(name) else { return nil }
    guard let number = value.int64, number > 0, let integer = Int(exactly: number) else {
      throw SpecError(
        .invalidValue, at: value.place, "\(name) must be a positive integer", expected: "a positive integer",
        actual: value.shown)
    }
    return integer
  }

  /// The value as an error shows it: its text where that is short, else its kind.
  var shown: String {
    rawText.count <= 60 ? String(decoding: rawText, as: UTF8.self) : "\(kind.rawValue)"
  }
}
