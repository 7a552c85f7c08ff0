import HTTP

extension Connection {
  func checkDeadline() {
    let timeouts = loop.timeouts
    switch activity {
    case .handshake: if pace.lasts(longerThan: timeouts.head, at: loop.now) { abort() }
    case .idle: if pace.lasts(longerThan: timeouts.idle, at: loop.now) { abort() }
    case .head: if pace.lasts(longerThan: timeouts.head, at: loop.now) { timeOut() }
    case .body: if isSenderLate(timeouts) { timeOut() }
    case .answering: answerIfLost()
    case .writing: if isReaderLate(timeouts) { abort() }
    case .lingering: if isLingererLate(timeouts) { abort() }
    }
  }

  private func isSenderLate(_ timeouts: Timeouts) -> Bool {
    pace.lasts(longerThan: timeouts.body, at: loop.now)
      || pace.isSlower(than: timeouts.rate, after: timeouts.rateGrace, at: loop.now)
  }

  private func isReaderLate(_ timeouts: Timeouts) -> Bool {
    pace.stalls(longerThan: timeouts.write, at: loop.now)
      || pace.isSlower(than: timeouts.rate, after: timeouts.write, at: loop.now)
  }

  private func isLingererLate(_ timeouts: Timeouts) -> Bool {
    pace.stalls(longerThan: timeouts.linger, at: loop.now) || pace.lasts(longerThan: timeouts.body, at: loop.now)
  }

  private func timeOut() {
    do throws(Rejection) {
      try state.timeOut()
    } catch {
      reject(error)
      advance()
    }
  }

  /// A handler that lets go of its exchange without an answer has a defect; the client gets one all the same.
  private func answerIfLost() {
    guard isKnownUniquelyReferenced(&exchange), exchange?.isWaiting == true else { return }
    answer(Response(.internalServerError, text: "The request was lost.\n"))
    advance()
  }

  /// Each new activity has its own clock.
  func noteActivity() {
    let activity = activity
    guard activity != lastActivity else { return }
    lastActivity = activity
    pace = Pace(start: loop.now)
  }
}
