import ArgumentParser

extension ParsableArguments {
  /// The names of all options, those of groups among them, as they are written behind the dashes: the argument parser makes them
  /// of the properties' names in this way.
  static var optionNames: [String] { names { _ in true } }

  /// The names of the options among them that take no value.
  static var flagNames: [String] { names { $0 is Flag<Bool> } }

  private static func names(_ isWanted: (Any) -> Bool) -> [String] {
    Mirror(reflecting: Self()).children.flatMap { child in
      if let group = type(of: child.value) as? any Grouping.Type { return group.content.names(isWanted) }
      return isWanted(child.value) ? child.label.map { [dashed($0.drop { $0 == "_" })] } ?? [] : []
    }
  }

  private static func dashed(_ name: Substring) -> String {
    var words: [String] = [""]
    for (character, next) in zip(name, name.dropFirst() + "A") {
      let startsWord = character.isUppercase && (words.last?.last?.isLowercase ?? false || next.isLowercase)
      if startsWord { words.append("") }
      words[words.count - 1].append(character.lowercased())
    }
    return words.joined(separator: "-")
  }
}

/// What a property that holds a group of options is wrapped in.
private protocol Grouping {
  static var content: any ParsableArguments.Type { get }
}

extension OptionGroup: Grouping {
  static var content: any ParsableArguments.Type { Value.self }
}
