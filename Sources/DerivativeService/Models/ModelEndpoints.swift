import HTTP
import JSON
import StoredModels

/// `GET /v1/models`: the names of the stored models.
struct ModelList: Endpoint {
  let path = "/v1/models"
  let methods = [HTTP.Method.get]
  let models: ModelLibrary

  func answer(to request: borrowing Request, _ parts: [String]) -> Answer {
    var writer = JSONWriter()
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
    return .response(Response(.ok, contentType: "application/json", body: writer.bytes))
  }
}

/// `GET /v1/models/{name}`: what a stored model takes and gives.
struct ModelDescription: Endpoint {
  let path = "/v1/models/{name}"
  let methods = [HTTP.Method.get]
  let models: ModelLibrary

  func answer(to request: borrowing Request, _ parts: [String]) -> Answer {
    do {
      var writer = JSONWriter()
      writer.write(try models.model(called: parts.first ?? ""))
      return .response(Response(.ok, contentType: "application/json", body: writer.bytes))
    } catch {
      return .response(.problem(error))
    }
  }
}

extension MethodContext {
  /// What there is of the stored models beside the methods.
  public var endpoints: [any Endpoint] {
    [ModelList(models: models), ModelDescription(models: models)] + umBridge + openInference + tesseract
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
