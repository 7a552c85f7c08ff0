import Autodiff
import JSON
import ModelSpec

/// What is wrong with a file of models, and where.
public struct ModelFault: Error, Equatable, Sendable, CustomStringConvertible {
  /// The file's name within its folder.
  public let file: String
  /// The JSON path of the offending place, or the name of a tensor; empty where the file as a whole is meant.
  public let place: String
  public let message: String

  init(_ file: String, _ message: String, at place: String = "") {
    (self.file, self.place, self.message) = (file, place, message)
  }

  /// What an error says that came up while a file was read.
  init(_ file: String, _ error: any Error) {
    switch error {
    case let error as ModelFault: self = error
    case let error as SpecError:
      self.init(file, error.message, at: String(error.path.drop { $0 == "." }))
    case let error as AutodiffError: self.init(file, error.message)
    case let error as JSONError: self.init(file, error.description)
    default: self.init(file, "\(error)")
    }
  }

  public var description: String { place.isEmpty ? "\(file): \(message)" : "\(file), \(place): \(message)" }
}

/// Why a folder of models cannot be used.
public enum LibraryError: Error, Equatable, Sendable, CustomStringConvertible {
  case unreadable(String)
  /// What is wrong with its files, by the files' names.
  case faulty(String, [ModelFault])

  public var description: String {
    switch self {
    case .unreadable(let folder): "the folder \(folder) cannot be read"
    case .faulty(let folder, let faults):
      "the models in \(folder) cannot be used: " + faults.map(\.description).joined(separator: "; ")
    }
  }
}
