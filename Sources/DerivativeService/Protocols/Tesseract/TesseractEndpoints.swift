import HTTP
import JSON
import JSONRPC
import ModelSpec
import StoredModels

// Tesseract (https://docs.pasteurlabs.ai/projects/tesseract-core): each model is one, at /tesseract/{name}.

/// An operation on a model.
struct TesseractEndpoint: Endpoint {
  let operation: TesseractOperation
  let context: MethodContext
  let methods = [HTTP.Method.post]
  var path: String { "/tesseract/{name}/\(operation.rawValue)" }

  func answer(to request: borrowing Request, _ parts: [String]) -> Answer {
    do throws(RPCError) {
      let tesseract = TesseractModel(try context.models.model(called: parts.first ?? ""))
      guard let encoding = TesseractArray.Encoding(request.fields) else { return .response(.tesseractNotAcceptable) }
      return .call(TesseractCall(operation: operation, tesseract: tesseract, encoding: encoding, context: context))
    } catch {
      return .response(.tesseract(error))
    }
  }
}

/// What is to be read about a model.
struct TesseractDocument: Endpoint {
  let path: String
  let methods = [HTTP.Method.get]
  let models: ModelLibrary
  let response: @Sendable (TesseractModel) -> Response

  func answer(to request: borrowing Request, _ parts: [String]) -> Answer {
    do throws(RPCError) {
      return .response(response(TesseractModel(try models.model(called: parts.first ?? ""))))
    } catch {
      return .response(.tesseract(error))
    }
  }
}

extension MethodContext {
  /// The routes of Tesseract.
  var tesseract: [any Endpoint] {
    let health = TesseractDocument(path: "/tesseract/{name}/health", models: models) { _ in
      Response(.ok, contentType: "application/json", body: Array(#"{"status":"ok"}"#.utf8))
    }
    let schema = TesseractDocument(path: "/tesseract/{name}/openapi.json", models: models) {
      Response(.ok, contentType: "application/json", body: TesseractSchema.json(of: $0))
    }
    return [health, schema] + TesseractOperation.allCases.map { TesseractEndpoint(operation: $0, context: self) }
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
      var response = detail(Status(error.code), error.message)
      if response.status == .serviceUnavailable { response.fields.append("Retry-After", retryAfter) }
      return response
    }
    var writer = JSONWriter()
    writer.object { writer in
      writer.key("detail")
      writer.array { writer in
        writer.object { writer in
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
    return Response(.unprocessableContent, contentType: "application/json", body: writer.bytes)
  }

  private static func detail(_ status: Status, _ message: String) -> Response {
    var writer = JSONWriter()
    writer.object { $0.member("detail", message) }
    return Response(status, contentType: "application/json", body: writer.bytes)
  }
}
