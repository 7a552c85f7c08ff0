import Kernels
import Testing

/// Special functions against values that were computed with 40 digits.
struct SpecialFunctionTests {
  static let inverses: [(MapKernel, x: Double, expected: Double)] = [
    (.erfinv, 1e-300, 8.862269254527580358571257e-301), (.erfinv, 0.5, 0.4769362762044698733814184),
    (.erfinv, 0.025, 0.02215929959605285021478976), (.erfinv, 0.425, 0.3964769160707282545594671),
    (.erfinv, 0.93, 1.281214323749062809759241), (.erfinv, 0.999999, 3.458910737275498777532449),
    (.erfinv, -0.3, -0.2724627147267543450246528), (.erfinv, 0, 0), (.erfinv, 1, .infinity), (.erfinv, -1, -.infinity),
    (.ndtri, 0.5, 0), (.ndtri, 0.1, -1.281551565544600435334517), (.ndtri, 1e-9, -5.997807015007686861445655),
    (.ndtri, 0.975, 1.959963984540053855604431), (.ndtri, 0.9999, 3.719016485455708386722759),
    (.ndtri, 1e-300, -37.04709629936119923654704), (.ndtri, 0, -.infinity), (.ndtri, 1, .infinity),
  ]

  @Test(arguments: inverses.indices) func quantiles(row: Int) {
    let (kernel, x, expected) = Self.inverses[row]
    expectClose(map(kernel, [x])[0], expected, 8)
  }

  @Test(arguments: [1.0000001, -2, .nan]) func quantilesOutsideTheirDomainAreNaN(x: Double) {
    #expect(map(.erfinv, [x])[0].isNaN && map(.ndtri, [x])[0].isNaN)
  }

  static let families: [(OrderedMapKernel, order: Int, x: Double, expected: Double)] = [
    (.polygamma, 0, 0.1, -10.4237549404110762321003), (.polygamma, 0, 25.5, 3.218942472883919766545154),
    (.polygamma, 0, -0.5, 0.03648997397857652055902367), (.polygamma, 0, -3.75, -1.692388598311330343154465),
    (.polygamma, 0, -1000.25, 10.05009769306670587547664), (.polygamma, 1, 0.25, 17.19732915450711073927132),
    (.polygamma, 1, 3, 0.3949340668482264364724152), (.polygamma, 2, -1.3, 68.54941347116213423211412),
    (.polygamma, 3, 0.7, 25.87914967842773799255943), (.polygamma, 4, 12.5, -0.0002876914225853870543230502),
    (.polygamma, 5, -2.6, 31893.09994293288973922905),
    (.besselIe, 0, 0, 1), (.besselIe, 0, 0.5, 0.6450352704491500681079966),
    (.besselIe, 0, 29, 0.07440746822222558505382095), (.besselIe, 0, 31, 0.07194649669698383276297135),
    (.besselIe, 0, 1000, 0.01261724045589125658571613), (.besselIe, 1, 0.5, 0.1564208031848716971426455),
    (.besselIe, 1, -3, -0.1968267132973008536307448), (.besselIe, 1, 40, 0.06248222907444206074765276),
    (.besselIe, 2, 7, 0.1130836776129959125973314), (.besselIe, 3, 31.5, 0.06172989615834068527668201),
    (.besselIe, 5, 60, 0.04183655245897564232043873), (.besselIe, 0, .infinity, 0),
    (.sincDerivative, 0, 0, 1), (.sincDerivative, 0, 0.3, 0.8583936913341397850266325),
    (.sincDerivative, 0, 7.25, -0.03104539021231400239845514), (.sincDerivative, 0, 3, 0),
    (.sincDerivative, 1, 0.2, -0.6323614470684580778527877), (.sincDerivative, 1, -0.6, 1.355946911336753451328532),
    (.sincDerivative, 2, 0.001, -3.289858392793072025960084), (.sincDerivative, 2, 0.9, 1.539472684861667688904543),
    (.sincDerivative, 3, 0.4, 6.415001782257936693875607), (.sincDerivative, 3, 2.3, -0.8462572511088861687771001),
    (.sincDerivative, 4, 1.1, -16.86357326140810667503188), (.sincDerivative, 4, 100.3, 0.2523720179076129038435969),
    (.sincDerivative, 6, 0.5, -26.24122495487588258016351),
  ]

  @Test(arguments: families.indices) func membersOfFamilies(row: Int) {
    let (kernel, order, x, expected) = Self.families[row]
    expectClose(run(kernel, order, x), expected, 256)
  }

  /// Digamma crosses zero there: its error counts against the terms that cancel.
  @Test func digammaAtItsZero() {
    #expect(abs(run(.polygamma, 0, 1.4616321449683622) + 9.241265521729427e-17) < 2e-15)
  }

  @Test func polesAndInfinities() {
    #expect(run(.polygamma, 0, 0).isNaN && run(.polygamma, 0, -3).isNaN && run(.polygamma, 1, -3) == .infinity)
    #expect(run(.polygamma, 0, .infinity) == .infinity && run(.polygamma, 2, .infinity) == 0)
    #expect(run(.polygamma, 0, -.infinity).isNaN && run(.polygamma, .max, 1).isNaN)
  }

  private func run(_ kernel: OrderedMapKernel, _ order: Int, _ x: Double) -> Double {
    var (x, result) = (x, 0.0)
    kernel.run(.float64, order: order, &x, &result, count: 1)
    return result
  }

  /// Equal, or within so many units in the last place.
  private func expectClose(_ found: Double, _ expected: Double, _ units: Double) {
    #expect(found == expected || abs(found - expected) <= units * expected.ulp, "\(found), not \(expected)")
  }
}
