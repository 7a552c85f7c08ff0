import Autodiff
import JSON
import Synchronization

/// The numbers of a tensor in a request, without the shape and type that may stand beside them.
public struct TensorSource: Sendable {
  public let value: JSONValue
  private let isBase64: Bool

  /// What an outline has in its place; nil where it holds conditions, or numbers that are not finite.
  public var content: JSONOutline.Content? { isBase64 ? .base64 : .numbers(like: value) }

  init(_ value: JSONValue) {
    let text = value.kind == .object ? value["base64"].flatMap { $0.isNull ? nil : $0 } : nil
    self.value = text ?? (value.kind == .object ? value["data"] : nil) ?? value
    isBase64 = text != nil
  }
}

/// Which value of a request each tensor was read from.
public final class TensorSources: Sendable {
  private let read = Mutex<[(tensor: Tensor, value: JSONValue)]>([])

  /// Beyond so many tensors none is found.
  private static let limit = 512

  func note(_ tensor: Tensor, _ value: JSONValue) {
    read.withLock { read in
      if read.count <= TensorSources.limit { read.append((tensor, value)) }
    }
  }

  /// Where a tensor stood; nil where it was not read, or where there are too many. Linear in the tensors that were read.
  public func source(of tensor: Tensor) -> TensorSource? {
    let read = read.withLock { $0 }
    guard read.count <= TensorSources.limit else { return nil }
    return read.first { $0.tensor.isIdentical(to: tensor) }.map { TensorSource($0.value) }
  }
}
