import Autodiff
import JSON
import StoredModels

extension JSONWriter {
  /// Writes `shape`, with null for an extent that may be any or for all of an open shape, and `dtype`.
  mutating func members(of type: OpenType) {
    key("shape")
    extents(of: type)
    member("dtype", type.dtype.rawValue)
  }

  private mutating func extents(of type: OpenType) {
    guard let extents = type.extents else { return null() }
    array { writer in
      for extent in extents { extent.map { writer.write($0) } ?? writer.null() }
    }
  }
}
