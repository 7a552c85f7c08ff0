import HTTP
import JSON
import JSONRPC
import StoredModels

/// What there is at a path whose first part in braces names a stored model.
struct ModelEndpoint: Endpoint {
  let path: String
  let methods: [HTTP.Method]
  let models: ModelLibrary
  /// An error in the words of the endpoint's protocol.
  let failure: @Sendable (RPCError) -> Response
  /// - Parameter rest: what stands for the further parts in braces.
  let found: @Sendable (_ model: StoredModel, _ fields: Fields, _ rest: ArraySlice<String>) throws(RPCError) -> Answer

  func answer(to request: borrowing Request, _ parts: [String]) -> Answer {
    do throws(RPCError) {
      return try found(models.model(called: parts.first ?? ""), request.fields, parts.dropFirst())
    } catch {
      return .response(failure(error))
    }
  }
}

extension MethodContext {
  /// What there is of the stored models beside the methods.
  public var endpoints: [any Endpoint] { [modelList, modelDescription] + umBridge + openInference + tesseract }

  /// `GET /v1/models`: the names of the stored models.
  private var modelList: any Endpoint {
    Document("/v1/models") { [models] in
      .json { writer in
        writer.object { writer in
          writer.key("models")
          writer.array { writer in
            for model in models.all {
              writer.object { writer in
                writer.member("name", model.name)
                if let summary = model.summary { writer.member("description", summary) }
              }
            }
          }
        }
      }
    }
  }

  /// `GET /v1/models/{name}`: what a stored model takes and gives.
  private var modelDescription: any Endpoint {
    ModelEndpoint(
      path: "/v1/models/{name}", methods: [.get], models: models, failure: { .problem($0) },
      found: { model, _, _ in .response(.json { $0.write(model) }) })
  }
}

extension JSONWriter {
  fileprivate mutating func write(_ model: StoredModel) {
    object { writer in
      writer.member("name", model.name)
      if let summary = model.summary { writer.member("description", summary) }
      writer.member("dtype", model.dtype.rawValue)
      writer.write(inputs: "inputs", model.inputs.filter { !$0.isParameter })
      writer.write(inputs: "parameters", model.inputs.filter(\.isParameter))
      writer.key("outputs")
      guard let outputs = model.outputs else { return writer.null() }
      writer.array { writer in
        for (name, output) in zip(model.outputNames, outputs) {
          writer.object { writer in
            writer.member("name", name)
            writer.members(of: output)
          }
        }
      }
    }
  }

  private mutating func write(inputs key: String, _ inputs: [StoredInput]) {
    self.key(key)
    object { writer in
      for input in inputs {
        writer.key(input.name)
        writer.object { writer in
          writer.members(of: input.type)
          writer.key("required")
          writer.write(input.isRequired)
          writer.key("differentiable")
          writer.write(input.isDifferentiable)
        }
      }
    }
  }
}
