import HTTP
import JSON
import JSONRPC
import ModelSpec
import StoredModels

// Tesseract (https://docs.pasteurlabs.ai/projects/tesseract-core): each model is one, at /tesseract/{name}.

extension MethodContext {
  /// The routes of Tesseract.
  var tesseract: [any Endpoint] {
    let health = tesseract("health", .get) { _, _ in .response(.json { $0.object { $0.member("status", "ok") } }) }
    let schema = tesseract("openapi.json", .get) { tesseract, _ in
      .response(.json(text: TesseractSchema.json(of: tesseract)))
    }
    return [health, schema]
      + TesseractOperation.allCases.map { operation in
        tesseract(operation.rawValue, .post) { tesseract, fields in
          guard let encoding = TesseractArray.Encoding(fields) else { return .response(.tesseractNotAcceptable) }
          return .call(TesseractCall(operation: operation, tesseract: tesseract, encoding: encoding, context: self))
        }
      }
  }

  private func tesseract(
    _ name: String, _ method: HTTP.Method, _ answer: @escaping @Sendable (TesseractModel, Fields) -> Answer
  ) -> any Endpoint {
    ModelEndpoint(
      path: "/tesseract/{name}/\(name)", methods: [method], models: models, failure: { .tesseract($0) },
      found: { model, fields, _ in answer(TesseractModel(model), fields) })
  }
}

extension TesseractArray.Encoding {
  /// What `Accept` asks for: base64 where it asks for nothing; nil for what cannot be had, such as files beside the answer.
  fileprivate init?(_ fields: Fields) {
    switch fields["Accept"] {
    case nil, "*/*", "application/json+base64": self = .base64
    case "application/json": self = .json
    default:
      guard fields.acceptsJSON else { return nil }
      self = .json
    }
  }
}

extension Response {
  fileprivate static var tesseractNotAcceptable: Response {
    detail(.notAcceptable, "arrays come as application/json or application/json+base64")
  }

  /// An error in the form that FastAPI gives it.
  static func tesseract(_ error: RPCError) -> Response {
    guard [.invalidParams, .parseError].contains(error.code) else {
      return detail(Status(error.code), error.message)
    }
    return .json(.unprocessableContent) { writer in
      writer.object { writer in
        writer.key("detail")
        writer.array { $0.write(error) }
      }
    }
  }

  private static func detail(_ status: Status, _ message: String) -> Response {
    .json(status) { $0.object { $0.member("detail", message) } }
  }
}

extension JSONWriter {
  fileprivate mutating func write(_ error: RPCError) {
    object { writer in
      writer.member("type", error.type)
      writer.key("loc")
      writer.array { writer in
        writer.write("body")
        for part in error.path.split(whereSeparator: { ".[]".contains($0) }) {
          Int(part).map { writer.write($0) } ?? writer.write(String(part))
        }
      }
      writer.member("msg", error.message)
    }
  }
}
