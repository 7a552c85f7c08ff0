import ArgumentParser

/// What SIGTERM begins.
struct DrainOptions: ParsableArguments {
  @Option(help: "Seconds that new connections are taken after SIGTERM.")
  var drainGrace = 1.0
  @Option(help: "Seconds after SIGTERM for requests to finish.")
  var drainTimeout = 25.0

  func validate() throws {
    try expectTimes([("drain-grace", drainGrace), ("drain-timeout", drainTimeout)])
  }
}

extension DrainOptions {
  var grace: Duration { .seconds(drainGrace) }
  var deadline: Duration { .seconds(drainTimeout) }
}
