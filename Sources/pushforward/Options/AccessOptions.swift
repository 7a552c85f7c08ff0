import Access
import ArgumentParser
import HTTP

/// Who may call; everybody, where nothing is said.
struct AccessOptions: ParsableArguments {
  @Option(help: "A file with a bearer token a line, of which every request must carry one; SIGHUP reads it again.")
  var authTokensFile: String?
  @Option(
    help: "The origins of web pages that may call, such as https://example.org, with commas between.",
    transform: OriginList.init(argument:))
  var corsOrigins: OriginList?
}

extension AccessOptions {
  /// The tokens, nil where none are needed. Ends the process where the file cannot be used.
  func readTokens() -> TokenFile? {
    guard let authTokensFile else { return nil }
    do throws(AccessError) {
      return try TokenFile(path: authTokensFile)
    } catch {
      fail(.badConfiguration, error.description)
    }
  }
}

struct OriginList {
  let origins: CrossOrigin

  init(argument: String) throws {
    let origins = argument.split(separator: ",").map { $0.trimmingPrefix { $0 == " " } }
    do {
      self.origins = try CrossOrigin(origins.map(String.init))
    } catch {
      throw ValidationError("\(error)")
    }
  }
}
