/// The samples of every operation, by its name.
let samples: [String: [Sample]] = [
  elementwiseSamples, reductionSamples, linearAlgebraSamples, shapeSamples, indexingSamples, activationSamples,
  layerSamples,
].reduce(into: [:]) { $0.merge($1) { first, _ in first } }
