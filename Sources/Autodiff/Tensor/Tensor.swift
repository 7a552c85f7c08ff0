import Synchronization

/// An array of numbers, or a placeholder for one while a `Program` is traced; code that uses tensors cannot tell which.
///
/// A tensor is immutable and has an identity: recorders (`ForwardAccumulator`, `GradientTape`) know tensors by it, so copies of a
/// `Tensor` are the same tensor, and an equal tensor computed separately is another.
public struct Tensor: Sendable {
  let handle: TensorHandle

  init(_ type: TensorType, _ value: TensorValue) {
    handle = TensorHandle(type, value)
  }

  public var type: TensorType { handle.type }
  public var dtype: DType { handle.type.dtype }
  public var shape: Shape { handle.type.shape }
  public var rank: Int { shape.rank }

  /// Whether it has elements, of this type.
  func isConcrete(of type: TensorType) -> Bool {
    if case .concrete = handle.value { handle.type == type } else { false }
  }

  /// Whether both are the very same tensor.
  public func isIdentical(to other: Tensor) -> Bool { handle === other.handle }

  var identity: UInt64 { handle.identity }
}

enum TensorValue: Sendable {
  case concrete(TensorStorage)
  /// The value with this number in the program that the tracer writes.
  case symbolic(Tracer, Int)
}

/// What a tensor's copies share. When the last copy goes, so do the tangents that accumulators keep for it.
final class TensorHandle: Sendable {
  let identity = TensorHandle.next.wrappingAdd(1, ordering: .relaxed).newValue
  let type: TensorType
  let value: TensorValue
  private let tables = Mutex<[WeakTable]>([])

  private static let next = Atomic<UInt64>(0)

  init(_ type: TensorType, _ value: TensorValue) {
    (self.type, self.value) = (type, value)
  }

  /// Asks for `table` to be told when this tensor is gone. Tables that are gone themselves are dropped before the list grows, so that a
  /// tensor that outlives many accumulators stays small.
  func retire(from table: TangentTable) {
    tables.withLock { tables in
      if tables.count == tables.capacity { tables.removeAll { $0.table == nil } }
      tables.append(WeakTable(table: table))
    }
  }

  deinit {
    for entry in tables.withLock({ $0 }) {
      entry.table?.forget(identity)
    }
  }
}

private struct WeakTable {
  weak var table: TangentTable?
}
