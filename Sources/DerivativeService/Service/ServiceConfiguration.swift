import JSON

/// How much the service does at a time, and what it lets wait.
public struct ServiceConfiguration: Sendable {
  /// Threads for what takes long.
  public var workers = 1
  /// Requests that may wait for a worker; further ones are refused.
  public var queue = 256
  /// How long a request may take from its arrival on; a call may ask for less.
  public var deadline = Duration.seconds(30)
  /// Calls in a batch.
  public var batch = 1000
  /// What the text of a body may have.
  public var json = JSONDocument.Limits()
  /// Bytes that requests under way may hold together: bodies, workspaces and results.
  public var memory = 4 << 30
  /// Told how far calls are, by the threads that run them; nil where nobody watches.
  public var progress: (@Sendable (CallProgress) -> Void)?
  /// What runs on the thread that took the request off its connection.
  public var small = Small()

  public struct Small: Sendable {
    /// Bytes of a body, which takes about 100 µs to parse.
    public var body = 64 << 10
    /// Bytes of a body that is looked at even where it may have to be refused then: about as long as refusing takes.
    public var glance = 4 << 10
    /// Arithmetic operations of one request's calls together: about 100 µs.
    public var flops = 200_000
    /// Bytes of one call's inputs, workspace and result.
    public var bytes = 1 << 20
    /// Calls of one request.
    public var calls = 16

    public init() {}
  }

  public init() {}
}
