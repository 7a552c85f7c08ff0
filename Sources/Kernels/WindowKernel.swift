/// Windows that slide over the two middle axes of an array of shape `[batch, height, width, channels]`, each copied whole to
/// `[batch, down, across, window height, window width, channels]`, or added back from there.
public struct WindowKernel: Sendable {
  public struct Axis: Hashable, Sendable {
    public let extent: Int
    public let window: Int
    public let stride: Int
    /// How many windows there are.
    public let count: Int

    /// Nil unless the window fits, and it and the stride are positive.
    public init?(extent: Int, window: Int, stride: Int) {
      guard window > 0, stride > 0, window <= extent else { return nil }
      (self.extent, self.window, self.stride) = (extent, window, stride)
      count = (extent - window) / stride + 1
    }
  }

  private let batch: Int
  private let rows: Axis
  private let columns: Axis
  private let channels: Int

  public init(batch: Int, rows: Axis, columns: Axis, channels: Int) {
    (self.batch, self.rows, self.columns, self.channels) = (batch, rows, columns, channels)
  }

  /// Copies the windows of `x`, whose elements have `size` bytes.
  public func copy(_ x: UnsafeRawPointer, _ result: UnsafeMutableRawPointer, size: Int) {
    forEachRun { run, place, length in
      (result + run * length * size).copyMemory(from: x + place * size, byteCount: length * size)
    }
  }

  /// Adds the windows `x`, of the floating `dtype`, to the places in `result` that they were copied from.
  public func add(_ dtype: DType, _ x: UnsafeRawPointer, _ result: UnsafeMutableRawPointer) {
    if dtype == .float64 {
      add(x.assumingMemoryBound(to: Double.self), result.assumingMemoryBound(to: Double.self))
    } else {
      add(x.assumingMemoryBound(to: Float.self), result.assumingMemoryBound(to: Float.self))
    }
  }

  private func add<T: FloatingPoint>(_ x: UnsafePointer<T>, _ result: UnsafeMutablePointer<T>) {
    forEachRun { run, place, length in
      let (source, target) = (x + run * length, result + place)
      for element in 0..<length { target[element] += source[element] }
    }
  }

  /// Calls `body` for each row of each window, which is a run of neighbours in the array.
  private func forEachRun(_ body: (_ run: Int, _ place: Int, _ length: Int) -> Void) {
    let length = columns.window * channels
    guard length > 0 else { return }
    var run = 0
    for image in 0..<batch {
      for down in 0..<rows.count {
        for across in 0..<columns.count {
          for row in 0..<rows.window {
            let line = (image * rows.extent + down * rows.stride + row) * columns.extent
            body(run, (line + across * columns.stride) * channels, length)
            run += 1
          }
        }
      }
    }
  }
}
