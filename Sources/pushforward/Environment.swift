import ArgumentParser
import FoundationEssentials

/// The process's environment as a source of options: `--body-limit` is `PUSHFORWARD_BODY_LIMIT`. Options without a value are
/// `true` or `false` there. `HOST` and `PORT`, which platforms set, count too, behind the prefixed names.
struct Environment {
  let variables: [String: String]

  static var current: Environment { Environment(variables: ProcessInfo.processInfo.environment) }

  /// The arguments of `serve` with those of the environment before them: of an option that is there twice, the last one
  /// counts. Ends the process where the environment does not fit, as bad configuration.
  func completing(_ arguments: [String]) -> [String] {
    do {
      _ = try ServeOptions.parse(self.arguments)
    } catch {
      fail(.badConfiguration, "in the environment: \(ServeOptions.message(for: error))")
    }
    return [Serve.name] + self.arguments + arguments.drop { $0 == Serve.name }
  }

  /// What the environment says, in the form of command line arguments.
  private var arguments: [String] {
    let flags = Set(ServeOptions.flagNames)
    return ServeOptions.optionNames.compactMap { option in
      guard let value = value(of: option) else { return nil }
      guard flags.contains(option) else { return "--\(option)=\(value)" }
      if ["1", "true"].contains(value) { return "--\(option)" }
      return ["0", "false", ""].contains(value) ? nil : "--\(option)=\(value)"
    }
  }

  /// What the environment says of an option.
  func value(of option: String) -> String? {
    let name = option.uppercased().replacing("-", with: "_")
    let plain = ["HOST", "PORT"].contains(name) ? variables[name] : nil
    return variables["PUSHFORWARD_\(name)"] ?? plain
  }
}
