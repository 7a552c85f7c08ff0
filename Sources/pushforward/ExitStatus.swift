import Glibc

/// Why the process ends, in the numbers of `sysexits.h`. Wrong usage is 64, which the argument parser sees to.
enum ExitStatus: Int32 {
  case success = 0
  /// The answer is no: the server is not healthy, the call is answered with an error, the derivatives do not hold.
  case negative = 1
  case noInput = 66
  case cannotBind = 69
  /// A defect, whose id the answer carries.
  case internalError = 70
  case systemError = 71
  case cannotWrite = 74
  case drainTimedOut = 75
  case badConfiguration = 78

  /// Ends the process.
  func exit() -> Never { Glibc.exit(rawValue) }
}

/// Ends the process with one sentence on standard error.
func fail(_ status: ExitStatus, _ reason: String) -> Never {
  Stream.errors.say("pushforward: \(reason)\n")
  status.exit()
}
