import Autodiff
import Foundation
import Testing

/// Every operation against values and derivatives that another system computed; `make_references.py` says which and how.
struct ReferenceTests {
  static let cases: [ReferenceCase] = {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "references.json")
    return (try? JSONDecoder().decode([ReferenceCase].self, from: Data(contentsOf: file))) ?? []
  }()

  @Test func everyOperationHasReferences() {
    #expect(Set(Self.cases.map(\.operation)) == Set(Catalogue.entries.map(\.name)))
  }

  @Test(arguments: cases) func float64AgreesToTwelveDigits(_ reference: ReferenceCase) throws {
    try expectAgreement(reference, .float64, 1e-12)
  }

  @Test(arguments: cases) func float32AgreesToItsPrecision(_ reference: ReferenceCase) throws {
    try expectAgreement(reference, .float32, 2e-5)
  }

  private func expectAgreement(_ reference: ReferenceCase, _ dtype: DType, _ tolerance: Double) throws {
    let entry = try #require(Catalogue.entry(named: reference.operation))
    for (number, record) in reference.records.enumerated() {
      let operands = try reference.operands(record, dtype)
      let floating = operands.indices.filter { operands[$0].dtype.isFloating }
      let function = TensorFunction(point: floating.map { operands[$0] }) { point in
        var complete = operands
        for (index, tensor) in zip(floating, point) { complete[index] = tensor }
        return [try entry.apply(complete, reference.attributes)]
      }
      func expect(_ found: [Tensor], _ expected: [[Double]], _ what: String) {
        for (found, expected) in zip(found, expected) {
          let comment: Comment = "\(reference), record \(number), \(dtype), \(what)"
          expectClose(found.doubles ?? [], expected, tolerance, comment)
        }
      }
      let value = try function.value()
      #expect(value[0].shape.dimensions == reference.shape)
      expect(value, [record.value], "value")
      guard let derivatives = record.derivatives else { continue }
      let direction = try zip(function.point, derivatives.directions).map {
        try Tensor($1, shape: $0.shape).cast(to: dtype)
      }
      let pullback = function.pullback([try Tensor(derivatives.weight, shape: value[0].shape).cast(to: dtype)])
      expect(try function.jvp(direction), [derivatives.jvp], "jvp")
      expect(try pullback.value(), derivatives.vjp, "vjp")
      expect(try pullback.jvp(direction), derivatives.hvp, "hvp")
      expect(try pullback.pushforward(direction).jvp(direction), derivatives.third, "third order")
    }
  }
}

/// An operation with attributes and types of operands, and what it gives at some points.
struct ReferenceCase: Decodable, Sendable, CustomStringConvertible {
  struct Record: Decodable {
    let operands: [[Double]]
    let value: [Double]
    let derivatives: Derivatives?

    private enum Key: CodingKey { case operands, value, jvp }

    init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: Key.self)
      operands = try container.decode([[Double]].self, forKey: .operands)
      value = try container.decode([Double].self, forKey: .value)
      derivatives = container.contains(.jvp) ? try Derivatives(from: decoder) : nil
    }
  }

  struct Derivatives: Decodable {
    let directions: [[Double]]
    let weight: [Double]
    let jvp: [Double]
    let vjp: [[Double]]
    let hvp: [[Double]]
    let third: [[Double]]
  }

  struct OperandType: Decodable {
    let dtype: String
    let shape: [Int]

    init(from decoder: any Decoder) throws {
      var container = try decoder.unkeyedContainer()
      dtype = try container.decode(String.self)
      shape = try container.decode([Int].self)
    }
  }

  let operation: String
  let attributes: [String: AttributeValue]
  let types: [OperandType]
  let shape: [Int]
  let records: [Record]

  var description: String { "\(operation) \(attributes)" }

  /// The operands of a record, the floating ones of type `floating`.
  func operands(_ record: Record, _ floating: DType) throws -> [Tensor] {
    try zip(types, record.operands).map { type, values in
      let dtype = try #require(DType(rawValue: type.dtype))
      return try Tensor(values, shape: Shape(type.shape)).cast(to: dtype.isFloating ? floating : dtype)
    }
  }
}

extension AttributeValue: Decodable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let bool = try? container.decode(Bool.self) {
      self = .bool(bool)
    } else if let int = try? container.decode(Int.self) {
      self = .int(int)
    } else if let float = try? container.decode(Double.self) {
      self = .float(float)
    } else if let string = try? container.decode(String.self) {
      self = .string(string)
    } else {
      self = .list(try container.decode([AttributeValue].self))
    }
  }
}
