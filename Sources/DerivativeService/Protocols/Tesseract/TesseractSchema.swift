import Autodiff
import JSON
import StoredModels

/// The OpenAPI document of a model as Tesseract's clients read it: which arrays there are, of which types, and by which paths one can
/// differentiate.
struct TesseractSchema {
  private let tesseract: TesseractModel

  static func json(of tesseract: TesseractModel) -> [UInt8] {
    var writer = JSONWriter()
    TesseractSchema(tesseract: tesseract).write(to: &writer)
    return writer.bytes
  }

  private func write(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("openapi", "3.1.0")
      writer.key("info")
      writer.object { writer in
        writer.member("title", tesseract.model.name)
        writer.member("version", Build.version)
        if let summary = tesseract.model.summary { writer.member("description", summary) }
      }
      writer.key("paths")
      writer.object { writer in
        for operation in TesseractOperation.allCases { write(operation, to: &writer) }
        writer.path("/health", "get", "health", parameters: nil)
      }
      writer.key("components")
      writer.object { writer in
        writer.key("schemas")
        writer.object { writeSchemas(to: &$0) }
      }
    }
  }

  private func write(_ operation: TesseractOperation, to writer: inout JSONWriter) {
    writer.path(
      "/\(operation.rawValue)", "post", operation.rawValue,
      parameters: operation == .apply ? "ApplyInputSchema" : "Payload")
  }

  private func writeSchemas(to writer: inout JSONWriter) {
    writer.key("ApplyInputSchema")
    writer.object { writer in
      writer.member("type", "object")
      writer.key("properties")
      writer.object { writer in
        writer.key("inputs")
        writer.reference("Apply_InputSchema")
      }
      writer.list("required", ["inputs"])
      writer.paths(tesseract.inputs.filter(\.isDifferentiable).map { ($0.name, $0.type) })
      writer.fieldOrder(tesseract.inputs.map(\.name))
    }
    writer.key("ApplyOutputSchema")
    writer.object { writer in
      writer.member("$ref", "#/components/schemas/Apply_OutputSchema")
      writer.paths(tesseract.outputs.filter { $0.type.dtype.isFloating }.map { ($0.name, $0.type) })
      writer.fieldOrder(tesseract.outputs.map { String($0.name.prefix { $0 != "." }) })
    }
    writer.key("Apply_InputSchema")
    writer.object { writer in
      writer.member("type", "object")
      writer.key("properties")
      writer.object { writer in
        for input in tesseract.inputs {
          writer.key(input.name)
          writer.array(of: input.type, isDifferentiable: input.isDifferentiable)
        }
      }
      writer.list("required", tesseract.inputs.filter(\.isRequired).map(\.name))
      writer.key("additionalProperties")
      writer.write(false)
    }
    writer.key("Apply_OutputSchema")
    writeOutputs(to: &writer)
    writer.key("Payload")
    writer.object { $0.member("type", "object") }
  }

  private func writeOutputs(to writer: inout JSONWriter) {
    let gradients = tesseract.model.namedGradients
    writer.object { writer in
      writer.member("type", "object")
      writer.key("properties")
      writer.object { writer in
        for output in tesseract.outputs where !output.name.hasPrefix("gradient.") {
          writer.key(output.name)
          writer.array(of: output.type, isDifferentiable: output.type.dtype.isFloating)
        }
        guard !gradients.isEmpty else { return }
        writer.key("gradient")
        writer.object { writer in
          writer.member("type", "object")
          writer.key("properties")
          writer.object { writer in
            for gradient in gradients {
              writer.key(gradient.name)
              writer.array(of: gradient.type, isDifferentiable: true)
            }
          }
        }
      }
    }
  }
}

extension JSONWriter {
  fileprivate mutating func path(_ path: String, _ method: String, _ name: String, parameters schema: String?) {
    key(path)
    object { writer in
      writer.key(method)
      writer.object { writer in
        writer.member("operationId", name)
        if let schema {
          writer.key("requestBody")
          writer.object { writer in
            writer.key("content")
            writer.object { writer in
              writer.key("application/json")
              writer.object { writer in
                writer.key("schema")
                writer.reference(schema)
              }
            }
          }
        }
        writer.key("responses")
        writer.object { writer in
          writer.key("200")
          writer.object { $0.member("description", "What was asked for.") }
        }
      }
    }
  }

  fileprivate mutating func reference(_ schema: String) {
    object { $0.member("$ref", "#/components/schemas/\(schema)") }
  }

  fileprivate mutating func list(_ name: String, _ texts: [String]) {
    key(name)
    array { writer in
      for text in texts { writer.write(text) }
    }
  }

  fileprivate mutating func fieldOrder(_ names: [String]) {
    var seen: Set<String> = []
    key("field_order")
    object { $0.list("", names.filter { seen.insert($0).inserted }) }
  }

  /// The differentiable arrays, by their paths.
  fileprivate mutating func paths(_ arrays: [(name: String, type: OpenType)]) {
    key("differentiable_arrays")
    object { writer in
      for (name, type) in arrays {
        writer.key(name)
        writer.object { $0.members(of: type) }
      }
    }
  }

  /// The schema of an encoded array.
  fileprivate mutating func array(of type: OpenType, isDifferentiable: Bool) {
    object { writer in
      writer.member("type", "object")
      writer.key("properties")
      writer.object { writer in
        writer.key("object_type")
        writer.object {
          $0.member("type", "string")
          $0.member("const", "array")
        }
        writer.key("shape")
        writer.object { writer in
          writer.member("type", "array")
          guard let rank = type.extents?.count else { return }
          for bound in ["minItems", "maxItems"] {
            writer.key(bound)
            writer.write(rank)
          }
        }
        writer.key("dtype")
        writer.object { $0.list("enum", DType.allCases.map(\.rawValue)) }
        writer.key("data")
        writer.object { $0.member("type", "object") }
      }
      writer.list("required", ["shape", "dtype", "data"])
      writer.list("array_flags", isDifferentiable ? ["DIFFERENTIABLE"] : [])
    }
  }
}
