import HTTP
import JSON
import JSONRPC
import StoredModels

// The Open Inference Protocol over HTTP (https://github.com/kserve/open-inference-protocol), with Triton's extension for tensors as bytes.

/// The paths of a model, each with and without the version.
enum InferencePath {
  /// Models have one version, the one that is loaded.
  static let version = "1"

  static func of(_ what: String) -> [String] {
    ["/v2/models/{name}\(what)", "/v2/models/{name}/versions/{version}\(what)"]
  }

  /// The model that a path names. Throws -32004 for one that is not there, or another version.
  static func model(_ parts: [String], in models: ModelLibrary) throws(RPCError) -> StoredModel {
    let model = try models.model(called: parts.first ?? "")
    if parts.count > 1, parts[1] != version {
      throw RPCError(
        .noSuchModel, type: "unknown_model", "the model \"\(model.name)\" has the version \(version) alone")
    }
    return model
  }
}

/// What is to be read about a model: its description, or that it is there.
struct InferenceDocument: Endpoint {
  let path: String
  let methods = [HTTP.Method.get]
  let models: ModelLibrary
  let response: @Sendable (StoredModel) -> Response

  func answer(to request: borrowing Request, _ parts: [String]) -> Answer {
    do throws(RPCError) {
      return .response(response(try InferencePath.model(parts, in: models)))
    } catch {
      return .response(.inference(error))
    }
  }
}

/// `POST /v2/models/{name}/infer`.
struct InferenceEndpoint: Endpoint {
  let path: String
  let methods = [HTTP.Method.post]
  let context: MethodContext

  func answer(to request: borrowing Request, _ parts: [String]) -> Answer {
    do throws(RPCError) {
      let model = try InferencePath.model(parts, in: context.models)
      return .call(InferenceCall(context, model, headerLength: try Self.headerLength(request.fields)))
    } catch {
      return .response(.inference(error))
    }
  }

  private static func headerLength(_ fields: Fields) throws(RPCError) -> Int? {
    guard let text = fields[InferenceCall.headerLengthField] else { return nil }
    if let length = Int(text), length >= 0 { return length }
    throw RPCError(
      .invalidParams, type: "invalid_value", path: InferenceCall.headerLengthField, "the JSON's length is a number")
  }
}

extension MethodContext {
  /// The routes of the Open Inference Protocol, without the server's health.
  var openInference: [any Endpoint] {
    let ready = InferencePath.of("/ready").map { path in
      InferenceDocument(path: path, models: models) { _ in Response(.ok) }
    }
    let metadata = InferencePath.of("").map { path in
      InferenceDocument(path: path, models: models) { .metadata(of: $0) }
    }
    let infer = InferencePath.of("/infer").map { InferenceEndpoint(path: $0, context: self) }
    return [Document("/v2") { .inferenceServer }] + ready + metadata + infer
  }
}

// MARK: - Documents

extension Response {
  fileprivate static var inferenceServer: Response {
    var writer = JSONWriter()
    writer.object { writer in
      writer.member("name", "pushforward")
      writer.member("version", Build.version)
      writer.key("extensions")
      writer.array { $0.write("binary_tensor_data") }
    }
    return Response(.ok, contentType: "application/json", body: writer.bytes)
  }

  fileprivate static func metadata(of model: StoredModel) -> Response {
    var writer = JSONWriter()
    writer.object { writer in
      writer.member("name", model.name)
      writer.key("versions")
      writer.array { $0.write(InferencePath.version) }
      writer.member("platform", "pushforward")
      writer.key("inputs")
      writer.array { writer in
        for input in model.arguments { writer.tensor(input.name, input.type) }
      }
      writer.key("outputs")
      writer.array { writer in
        for value in model.namedValues ?? [] { writer.tensor(value.name, value.type) }
        for gradient in model.namedGradients { writer.tensor("gradient:\(gradient.name)", gradient.type) }
      }
    }
    return Response(.ok, contentType: "application/json", body: writer.bytes)
  }
}

extension JSONWriter {
  /// A tensor's metadata, -1 for what may be any.
  fileprivate mutating func tensor(_ name: String, _ type: OpenType) {
    object { writer in
      writer.member("name", name)
      writer.member("datatype", InferenceDatatype(type.dtype).rawValue)
      writer.key("shape")
      writer.array { writer in
        for extent in type.extents ?? [nil] { writer.write(extent ?? -1) }
      }
    }
  }
}
