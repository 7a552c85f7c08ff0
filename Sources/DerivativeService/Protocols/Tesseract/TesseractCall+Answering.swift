import Autodiff
import HTTP
import JSON
import JSONRPC
import ModelSpec
import StoredModels

extension TesseractCall {
  /// - Parameter isTree: whether the paths are nested objects; else they are keys.
  func prepared(
    _ query: ModelQuery, _ values: ModelValues, _ atOnce: Bool, named names: [String], isTree: Bool
  ) throws -> PreparedCall? {
    let writing = ModelFunction.Writing(room: room) { [encoding, limit] results, writer in
      try writer.object { writer in
        try writer.members(names, isTree: isTree) { position, writer in
          try writer.tesseractArray(results[position].type, results[position].bytes, encoding, limit: limit)
        }
      }
    }
    return try ModelFunction(context).prepared(query, of: model, values, atOnce: atOnce, writing)
  }

  func jacobian(
    of outputs: [ModelResult], by inputs: [StoredInput], _ values: ModelValues, _ atOnce: Bool
  ) throws -> PreparedCall? {
    let (rows, columns) = (outputs.map(\.name), inputs.map(\.name))
    return try ModelFunction(context).preparedJacobian(
      of: outputs.map(\.output), by: columns, model, values, atOnce: atOnce, room: room
    ) { [encoding, limit] matrix, writer in
      try writer.object { writer in
        for (row, output) in rows.enumerated() {
          writer.key(output)
          try writer.object { writer in
            for (column, input) in columns.enumerated() {
              writer.key(input)
              let tensor = matrix(row, column)
              try tensor.withBytes { try writer.tesseractArray(tensor.type, $0, encoding, limit: limit) }
            }
          }
        }
      }
    }
  }

  func abstractEval(_ inputs: JSONValue, _ reader: ObjectReader, _ tensors: TensorDecoder) throws
    -> PreparedCall
  {
    try reader.refuseOthers()
    var types: [String: TensorType] = [:]
    for named in try NamedValue.flattening(inputs, duplicate: .duplicateName, "inputs") {
      let wanted = try input(named).type
      let type: TensorType
      if named.value.kind == .object {
        var reader = try ObjectReader(named.value, "an array's type")
        type = TensorType(wanted.dtype, try TesseractArray.type(&reader, tensors).shape)
      } else {
        type = try tensors.tensor(named.value, of: wanted.dtype).type
      }
      guard wanted.admits(type) else {
        throw SpecError(
          .shapeMismatch, at: named.value.place, "\(quoted(named.name)) is \(wanted), not \(type)",
          expected: "\(wanted)",
          actual: "\(type)")
      }
      types[named.name] = type
    }
    let results = try context.limits.allowance.granting { try model.types(of: tesseract.outputs, for: types) }
    let names = tesseract.outputs.map(\.name)
    return PreparedCall(flops: 0, byteCount: 0) { _, _, writer in
      writer.object { writer in
        writer.members(names, isTree: true) { position, writer in
          writer.object { $0.members(of: OpenType(results[position])) }
        }
      }
    }
  }

  private func room(_ types: [TensorType]) throws -> Int {
    try TensorWriter(encoding: encoding == .json ? .list : .base64, limit: limit).room(for: types)
  }

  func response(to result: Result<[UInt8], any Error>) -> Response {
    switch result {
    case .success(let bytes): .json(text: bytes)
    case .failure(let error): .tesseract(RPCError(describing: error))
    }
  }
}

extension JSONWriter {
  /// Writes values by paths of which some begin with `gradient.`: as keys, or those inside an object of their own.
  fileprivate mutating func members<Failure: Error>(
    _ names: [String], isTree: Bool, _ value: (Int, inout JSONWriter) throws(Failure) -> Void
  ) throws(Failure) {
    let prefix = "gradient."
    let inner = names.indices.filter { isTree && names[$0].hasPrefix(prefix) }
    for position in names.indices where !inner.contains(position) {
      key(names[position])
      try value(position, &self)
    }
    guard !inner.isEmpty else { return }
    key("gradient")
    try object { (writer) throws(Failure) in
      for position in inner {
        writer.key(String(names[position].dropFirst(prefix.count)))
        try value(position, &writer)
      }
    }
  }
}
