/// The samples of every operation, by its name.
let samples: [String: [Sample]] = [
  elementwiseSamples, arraySamples, shapeSamples, indexingSamples, activationSamples,
].reduce(into: [:]) { $0.merge($1) { first, _ in first } }
