import ArgumentParser
import DerivativeService
import StoredModels

/// The functions that are kept under names.
struct ModelOptions: ParsableArguments {
  @Option(help: "A folder of models: NAME.json is called as \"model\": \"NAME\"; SIGHUP reads it again.")
  var models: String?
  @Flag(help: "Leave out models that cannot be used, with a line in the log, in place of refusing all.")
  var modelsLenient = false
}

extension ModelOptions {
  /// The library of the folder, with nothing in it yet; an empty one without a folder.
  func library(_ service: ServiceConfiguration, _ limits: ServiceLimits) -> ModelLibrary {
    let folder = models.map { path in
      var folder = ModelFolder(path: path)
      folder.json = service.json
      folder.spec = limits.spec
      return folder
    }
    return ModelLibrary(folder: folder, tolerance: modelsLenient ? .faultyFiles : .none)
  }
}

extension MethodContext {
  /// Reads the models for the first time. Ends the process where they cannot be used.
  ///
  /// - Parameter tolerated: told about each fault that does not count.
  func loadModels(tolerated: (ModelFault) -> Void) {
    do throws(LibraryError) {
      try models.load(prepare).forEach(tolerated)
    } catch {
      fail(.badConfiguration, error.description)
    }
  }
}
