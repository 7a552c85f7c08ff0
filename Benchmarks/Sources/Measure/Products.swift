import CBLAS

/// A product of row-major matrices, written or added to its result.
private struct Product {
  let m: Int
  let n: Int
  let k: Int
  var transposeA = false
  var transposeB = false
  var accumulates = false

  func run(_ memory: Matrices) {
    let (a, b, c) = (memory[.a, m * k], memory[.b, k * n], memory[.c, m * n])
    cblas_sgemm(
      CblasRowMajor, transposeA ? CblasTrans : CblasNoTrans, transposeB ? CblasTrans : CblasNoTrans, Int32(m), Int32(n),
      Int32(k), 1, a, Int32(transposeA ? m : k), b, Int32(transposeB ? k : n), accumulates ? 1 : 0, c, Int32(n))
  }
}

/// One matrix for each place of a product and number of elements: they are as warm in the caches as can be.
private final class Matrices {
  enum Place { case a, b, c }
  private struct Key: Hashable {
    let place: Place
    let count: Int
  }
  private var matrices: [Key: UnsafeMutablePointer<Float>] = [:]

  subscript(place: Place, count: Int) -> UnsafeMutablePointer<Float> {
    let key = Key(place: place, count: count)
    if let matrix = matrices[key] { return matrix }
    let memory = UnsafeMutableRawPointer.allocate(byteCount: max(1, count) * 4, alignment: 64)
    let matrix = memory.bindMemory(to: Float.self, capacity: max(1, count))
    var source = Numbers()
    for index in 0..<count { matrix[index] = .random(in: -0.1...0.1, using: &source) }
    matrices[key] = matrix
    return matrix
  }

  deinit {
    for matrix in matrices.values { matrix.deallocate() }
  }
}

extension Network {
  /// The matrix products that a derivative by the parameters cannot do without, the inputs being constant.
  fileprivate func products(_ derivative: String) throws -> [Product] {
    let second = derivative == "hvp" || derivative == "further"
    guard second || ["gradient", "jvp"].contains(derivative) else { throw Work.Unknown(words: [derivative]) }
    var products: [Product] = []
    for layer in 0..<layerCount {
      let (from, to, isFirst) = (widths[layer], widths[layer + 1], layer == 0)
      let forward = Product(m: batch, n: to, k: from)
      let back = Product(m: batch, n: from, k: to, transposeB: true)
      let kernel = Product(m: from, n: to, k: batch, transposeA: true)
      // y = x W, and ẏ = x Ẇ + ẋ W.
      if derivative != "further" { products.append(forward) }
      if derivative != "gradient" {
        products.append(forward)
        if !isFirst { products.append(forward.accumulating) }
      }
      guard derivative != "jvp" else { continue }
      // x̄ = ȳ Wᵀ; W̄ = xᵀ ȳ; and for second derivatives of these the tangents.
      if !isFirst, derivative != "further" { products.append(back) }
      if derivative == "gradient" { products.append(kernel) }
      guard second else { continue }
      products.append(kernel)
      if !isFirst { products += [back, back.accumulating, kernel.accumulating] }
    }
    return products
  }
}

extension Product {
  fileprivate var accumulating: Product {
    var product = self
    product.accumulates = true
    return product
  }
}

extension Work {
  /// The matrix products alone that a derivative of a network needs.
  static func products(_ derivative: String, _ network: Network) throws -> Work {
    openblas_set_num_threads(1)
    let (products, memory) = (try network.products(derivative), Matrices())
    return try Work { for product in products { product.run(memory) } }
  }
}
