import Dispatch
import Glibc
import Synchronization

/// The context that new connections get. It is replaced when its files change; open connections keep theirs.
final class TLSCredentials: Sendable {
  private let configuration: TLSConfiguration
  private let notice: @Sendable (ServerNotice) -> Void
  private let state: Mutex<State>

  private struct State {
    var context: TLSContext
    var stamps: [FileStamp]
  }

  private static let queue = DispatchQueue(label: "pushforward.certificates")
  /// How often the files are looked at.
  private static let interval = DispatchTimeInterval.seconds(2)

  init(_ configuration: TLSConfiguration, notice: @escaping @Sendable (ServerNotice) -> Void) throws(ServerError) {
    self.configuration = configuration
    self.notice = notice
    let stamps = configuration.files.map(FileStamp.init)
    state = Mutex(State(context: try TLSContext(configuration), stamps: stamps))
  }

  var context: TLSContext { state.withLock { $0.context } }

  /// Reads the files again. Where they are not fit for use, what was read before stays in use.
  func reload() {
    let stamps = configuration.files.map(FileStamp.init)
    do throws(ServerError) {
      let context = try TLSContext(configuration, resuming: context)
      state.withLock { ($0.context, $0.stamps) = (context, stamps) }
      notice(.certificateReloaded)
    } catch {
      state.withLock { $0.stamps = stamps }
      notice(.certificateRefused(error))
    }
  }

  /// Looks at the files from time to time, as long as somebody holds the credentials.
  func watch() {
    TLSCredentials.queue.asyncAfter(deadline: .now() + TLSCredentials.interval) { [weak self] in
      self?.reloadIfChanged()
      self?.watch()
    }
  }

  func reloadIfChanged() {
    let stamps = configuration.files.map(FileStamp.init)
    guard state.withLock({ $0.stamps }) != stamps else { return }
    reload()
  }
}

/// What changes when a file is written or replaced.
private struct FileStamp: Equatable {
  private var file: [UInt64] = []

  init(_ path: String) {
    var status = stat()
    guard stat(path, &status) == 0 else { return }
    let times = [status.st_mtim.tv_sec, status.st_mtim.tv_nsec, status.st_size].map { UInt64(truncatingIfNeeded: $0) }
    file = [UInt64(status.st_dev), UInt64(status.st_ino)] + times
  }
}
