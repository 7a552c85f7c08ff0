// swift-tools-version: 6.3
import PackageDescription

let strict: [SwiftSetting] = [.enableUpcomingFeature("ExistentialAny")]

func module(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

func tests(_ name: String, _ dependencies: [Target.Dependency], data: [String] = []) -> Target {
  .testTarget(name: name, dependencies: dependencies, exclude: data, swiftSettings: strict)
}

let argumentParser: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")

let package = Package(
  name: "pushforward",
  products: [
    .library(name: "Autodiff", targets: ["Autodiff"]),
    .executable(name: "pushforward", targets: ["pushforward"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
    .package(url: "https://github.com/apple/swift-log", from: "1.6.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.0.0"),
  ],
  targets: [
    .systemLibrary(name: "CLibYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
    .systemLibrary(name: "CLinux"),
    .systemLibrary(name: "COpenBLAS", pkgConfig: "openblas", providers: [.apt(["libopenblas-pthread-dev"])]),
    .systemLibrary(name: "COpenSSL", pkgConfig: "openssl", providers: [.apt(["libssl-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .target(name: "CVectorMath", linkerSettings: [.linkedLibrary("sleef")]),
    .target(name: "CMemory"),
    .target(name: "CSimdJSON", linkerSettings: [.linkedLibrary("simdjson"), .linkedLibrary("stdc++")]),

    module("Kernels", ["CMemory", "COpenBLAS", "CVectorMath"]),
    module("Autodiff", ["Kernels"]),
    module("JSON", ["CMemory", "CSimdJSON"]),
    module("JSONRPC", ["JSON"]),
    module("ModelSpec", ["JSON", "Autodiff"]),
    module("StoredModels", ["JSON", "ModelSpec", "Autodiff"]),
    module("HTTP"),
    module("HTTPServer", ["HTTP", "CLinux", "CMemory", "COpenSSL", "CZlib"]),
    module("Access", ["HTTP", "COpenSSL"]),
    .target(name: "COpenAPI"),
    module(
      "DerivativeService",
      [
        "HTTP", "JSON", "JSONRPC", "StoredModels", "ModelSpec", "Autodiff", "COpenAPI", "CLibYAML", "CLinux",
      ]),
    .executableTarget(
      name: "pushforward",
      dependencies: [
        "HTTPServer", "Access", "DerivativeService", "StoredModels", "HTTP", "JSON", "CLinux", argumentParser, logging,
      ],
      swiftSettings: strict),

    tests("KernelsTests", ["Kernels"]),
    tests(
      "AutodiffTests", ["Autodiff"], data: ["References/make_references.py", "References/references.json"]),
    tests("JSONTests", ["JSON"]),
    tests("JSONRPCTests", ["JSONRPC", "JSON"], data: ["Conversations"]),
    tests("ModelSpecTests", ["ModelSpec", "JSON", "Autodiff"], data: ["References"]),
    tests("StoredModelsTests", ["StoredModels", "ModelSpec", "Autodiff"]),
    .target(name: "HTTPCases", dependencies: ["HTTP"], path: "Tests/HTTPCases", swiftSettings: strict),
    tests("HTTPTests", ["HTTP", "HTTPCases"]),
    tests("HTTPServerTests", ["HTTPServer", "HTTP", "HTTPCases", "COpenSSL"]),
    tests("AccessTests", ["Access", "HTTP"]),
    tests(
      "DerivativeServiceTests",
      ["DerivativeService", "Autodiff", "HTTP", "JSON", "JSONRPC", "ModelSpec", "StoredModels"],
      data: ["References"]),
    tests(
      "BlackBoxTests", ["pushforward", .product(name: "Yams", package: "Yams")],
      data: ["Cases", "Clients", "References"]),
  ],
  swiftLanguageModes: [.v6],
  cxxLanguageStandard: .cxx20
)

// Without the fuzzer's instrumentation this one does not link: `make fuzz` asks for it.
if Context.environment["PUSHFORWARD_FUZZING"] != nil {
  package.targets.append(
    .executableTarget(
      name: "Fuzz", dependencies: ["HTTP", "HTTPCases", "JSON", "ModelSpec"], path: "Fuzzing/Fuzz",
      swiftSettings: strict))
}
