import Foundation

/// Why the process ends, in the numbers of `sysexits.h`. Wrong usage is 64, which the argument parser sees to.
enum ExitStatus: Int32 {
  case success = 0
  case unhealthy = 1
  case cannotBind = 69
  case systemError = 71
  case drainTimedOut = 75
  case badConfiguration = 78

  /// Ends the process.
  func exit() -> Never { Foundation.exit(rawValue) }
}

/// Ends the process with one sentence on standard error.
func fail(_ status: ExitStatus, _ reason: String) -> Never {
  FileHandle.standardError.write(Data("pushforward: \(reason)\n".utf8))
  status.exit()
}
