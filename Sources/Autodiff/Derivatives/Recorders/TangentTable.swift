import Synchronization

/// The tangents that an accumulator knows, by the identity of the tensor. An entry goes when its tensor goes, so that nothing is kept
/// that nobody can ask for.
final class TangentTable: Sendable {
  private let tangents = Mutex<[UInt64: Tensor]>([:])

  subscript(tensor: Tensor) -> Tensor? {
    tangents.withLock { $0[tensor.identity] }
  }

  func set(_ tangent: Tensor, for tensor: Tensor) {
    let replaced = tangents.withLock { $0.updateValue(tangent, forKey: tensor.identity) }
    if replaced == nil { tensor.handle.retire(from: self) }
  }

  /// The removed tangent is released outside the lock, since its own end may lead back here.
  func forget(_ identity: UInt64) {
    let removed = tangents.withLock { $0.removeValue(forKey: identity) }
    withExtendedLifetime(removed) {}
  }
}
