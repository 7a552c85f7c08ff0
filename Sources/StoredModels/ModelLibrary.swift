import Synchronization

/// The models of a folder, by name.
///
/// What is loaded replaces what was there before all at once; calls that have a model keep it until they end.
public final class ModelLibrary: Sendable {
  /// What to do with files that cannot be used.
  public enum Tolerance: Sendable {
    /// Nothing is loaded where one is faulty.
    case none
    /// A faulty file's model is left out; where an earlier version of it is there, that stays.
    case faultyFiles
  }

  private let folder: ModelFolder?
  private let tolerance: Tolerance
  private let models = Mutex<[String: StoredModel]>([:])
  private let loading = Mutex(())

  /// A library of the files in `folder`, of which none is read yet; one without models, where there is no folder.
  public init(folder: ModelFolder? = nil, tolerance: Tolerance = .none) {
    (self.folder, self.tolerance) = (folder, tolerance)
  }

  /// All models, by name.
  public var all: [StoredModel] { models.withLock { $0.values.sorted { $0.name < $1.name } } }

  /// The model with this name.
  public func model(named name: String) -> StoredModel? { models.withLock { $0[name] } }

  /// Reads the folder and, unless this throws, has its models take the place of the earlier ones.
  ///
  /// - Parameter prepare: called with each model before any of them is used; what it throws is a fault of the model's file.
  /// - Returns: the faults that were tolerated.
  @discardableResult
  public func load(_ prepare: (StoredModel) throws -> Void = { _ in }) throws(LibraryError) -> [ModelFault] {
    guard let folder else { return [] }
    return try loading.withLock { _ throws(LibraryError) in
      let (found, faults) = try folder.read(prepare)
      guard faults.isEmpty || tolerance == .faultyFiles else { throw .faulty(folder.path, faults) }
      let faulty = Set(faults.map { ModelFolder.name(of: $0.file) })
      models.withLock { models in
        let kept = models.filter { faulty.contains($0.key) }
        models = found.merging(kept) { new, _ in new }
      }
      return faults
    }
  }
}
