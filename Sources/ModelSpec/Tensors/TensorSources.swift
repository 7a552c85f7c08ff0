import Autodiff
import JSON
import Synchronization

/// The numbers of a tensor in a request, without the shape and type that may stand beside them.
public struct TensorSource: Sendable {
  public let value: JSONValue
  public let isBase64: Bool

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

  /// Where each of the tensors stood; nil where one was not read, or where there are too many.
  public func sources(of tensors: [Tensor]) -> [TensorSource]? {
    let read = read.withLock { $0 }
    guard read.count <= TensorSources.limit, tensors.count <= read.count else { return nil }
    let found = tensors.map { tensor in read.first { $0.tensor.isIdentical(to: tensor) }?.value }
    let values = found.compactMap { $0 }
    return values.count == tensors.count ? values.map { TensorSource($0) } : nil
  }
}

extension TensorDecoder {
  /// A tensor of a floating or integer type that is known, from numbers or Base64 in the place of those of an earlier request.
  public func tensor(_ type: TensorType, from value: JSONValue, isBase64: Bool) throws(SpecError) -> Tensor {
    isBase64 ? try tensor(base64: value, type) : try filled(type, from: value, isBoolean: false)
  }
}
