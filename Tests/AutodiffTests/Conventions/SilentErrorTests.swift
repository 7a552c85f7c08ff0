import Autodiff
import Foundation
import Testing

/// The places where other systems are silently wrong, in the order of the documentation. Those that are a matter of one operation's edge
/// are with the numerical edges and the kinks.
struct SilentErrorTests {
  func derivative(_ name: String, _ x: Double) throws -> Tensor {
    let entry = try #require(Catalogue.entry(named: name))
    return try gradient(of: { try entry.apply([$0]) }, at: Tensor(x))
  }

  /// A trace for `x * x`, where both operands are one tensor, must not serve `x * y` of the same types.
  @Test func `1: a product of a tensor with itself does not spoil later mixed derivatives`() throws {
    let types = [TensorType](repeating: TensorType(.float64, .scalar), count: 4)
    func mixed(_ f: @escaping (Tensor, Tensor) throws -> Tensor) throws -> [Double] {
      let program = try Program.trace(types) { t in
        let product = { (y: Tensor) in try jvp(of: { try f($0, y) }, at: t[0], along: t[2]).jvp }
        return [try jvp(of: product, at: t[1], along: t[3]).jvp]
      }
      return try Plan(program).run([5, 5, 20, 100].map { try Tensor($0) }, in: Workspace())[0].numbers
    }
    #expect(try mixed { x, _ in try x * x } == [0])
    #expect(try mixed { x, y in try x * y } == [2000])
    #expect(try mixed { x, y in try (x + 0) * (y + 0) } == [2000])
  }

  @Test func `2: variance differentiates through the mean, so layer normalization has the right Hessian`() throws {
    let x = try Tensor([[1.0, 2, 6], [0.5, -3, 4]])
    let check = try checkGradients(
      of: { (x: Tensor) in
        let centered = try x - x.mean(axes: [1], keepingDimensions: true)
        return try centered / (x.variance(axes: [1], keepingDimensions: true) + 1e-3).sqrt()
      }, at: x, order: 3)
    #expect(check.holds, "\(check)")
  }

  @Test func `3: products with a zero have the right second and third order`() throws {
    let check = try checkGradients(of: { try $0.product() }, at: Tensor([0.0, 2, 5]), order: 3)
    #expect(check.holds, "\(check)")
    let running = try checkGradients(of: { try $0.cumulativeProduct() }, at: Tensor([2.0, 0, 3]), order: 2)
    #expect(running.holds, "\(running)")
  }

  @Test func `4: softsign has both modes and every order`() throws {
    let softsign = try #require(Catalogue.entry(named: "softsign"))
    let check = try checkGradients(of: { try softsign.apply([$0]) }, at: Tensor([0.5, -2]), order: 4)
    #expect(check.holds, "\(check)")
  }

  @Test func `4: Hessian-vector products pass through scatters`() throws {
    let (indices, x) = (try Tensor([[Int64(2)], [0], [2]]), try Tensor([0.5, -1, 2]))
    let check = try checkGradients(
      of: { (x: Tensor) in
        let spread = try x.exp().scattered(atCoordinates: indices, into: [4]).squared()
        return try spread.addingScattered(x.sin(), atCoordinates: indices).squared()
      }, at: x, order: 3)
    #expect(check.holds, "\(check)")
  }

  @Test func `4: several tangents at once pass through reductions`() throws {
    let x = try Tensor([[1.0, 2], [3, 4]])
    let accumulator = try ForwardAccumulator(
      primals: x, batchedTangents: Tensor((1...8).map(Double.init), shape: [2, 2, 2]))
    #expect(accumulator.jvp(of: try accumulator.recording { try x.sum() })?.numbers == [10, 26])
  }

  @Test func `6: constants of a float64 computation are float64`() throws {
    #expect(try derivative("leaky_relu", -1).numbers == [0.2])
    let density = exp(-0.5) / (2 * Double.pi).squareRoot()
    let gelu = 0.5 * (1 + erf(0.5.squareRoot())) + density
    #expect(abs(try derivative("gelu", 1).numbers[0] - gelu) < 1e-15)
    #expect(abs(try derivative("selu", 1).numbers[0] - 1.0507009873554805) < 1e-16)
  }

  /// The documented linear regression with variables: the product of the kernel's first column is −2.
  @Test func `7: variables are primals`() throws {
    let (kernel, bias) = (try Variable(Tensor([[0.0], [0.0]])), try Variable(Tensor([0.0])))
    let accumulator = try ForwardAccumulator(primals: kernel, tangents: Tensor([[1.0], [0.0]]))
    let loss = try accumulator.recording {
      let prediction = try Tensor([[2.0, 3], [1, 4]]).matmul(kernel.value) + bias.value
      return try (prediction - Tensor([[1.0], [-1.0]])).squared().sum()
    }
    #expect(accumulator.jvp(of: loss)?.numbers == [-2])
  }
}
