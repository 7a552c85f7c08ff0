// swift-tools-version: 6.3
import PackageDescription

let package = Package(
  name: "benchmarks",
  dependencies: [.package(name: "pushforward", path: "..")],
  targets: [
    .systemLibrary(name: "CBLAS", pkgConfig: "openblas", providers: [.apt(["libopenblas-pthread-dev"])]),
    .target(name: "CText", linkerSettings: [.linkedLibrary("simdjson"), .linkedLibrary("stdc++")]),
    .executableTarget(
      name: "Measure", dependencies: [.product(name: "Autodiff", package: "pushforward"), "CBLAS", "CText"],
      swiftSettings: [.enableUpcomingFeature("ExistentialAny")]),
  ],
  swiftLanguageModes: [.v6],
  cxxLanguageStandard: .cxx20
)
