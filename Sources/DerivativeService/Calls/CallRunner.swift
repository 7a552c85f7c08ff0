import Autodiff
import HTTP
import JSON
import JSONRPC

// Where a call is prepared and run:
//
//   body     calls    on the connection's thread                         on a worker
//   small    one      prepared where that is quick; run where small      else; planned by the planner, and run there where small
//   small    many     the same, until the request has had its share      the rest, on several at a time
//   large    one      –                                                  in the job that parsed the body
//   large    many     –                                                  each a job, on several at a time
//
// What a call computes does not depend on where: the same request gives the same bytes.

/// Answers calls, on the thread that decoded them or on a worker.
struct CallRunner: Sendable {
  let configuration: ServiceConfiguration
  let workers: Workers
  /// Makes the plans of small bodies' calls: a small call whose plan is not there yet waits for others' plans, but never for their runs.
  let planner: Workers
  let memory: MemoryAccount
  let metrics: Metrics
  let errors: ErrorMapping
  /// For calls that run on connections' threads and the planner's.
  private let smallWorkspaces: WorkspacePool
  private let workspaces: WorkspacePool

  /// A workspace beyond this is not kept for the next call.
  private static let retainedByteCount = 64 << 20

  init(_ configuration: ServiceConfiguration, _ metrics: Metrics, _ errors: ErrorMapping) {
    self.configuration = configuration
    self.metrics = metrics
    self.errors = errors
    workers = Workers(count: max(1, configuration.workers), queueLimit: max(0, configuration.queue), yielding: true)
    planner = Workers(count: 1, queueLimit: max(1, configuration.queue))
    memory = MemoryAccount(limit: configuration.memory)
    smallWorkspaces = WorkspacePool(retainedByteCount: configuration.small.bytes)
    workspaces = WorkspacePool(retainedByteCount: CallRunner.retainedByteCount)
  }

  /// Answers a call, now or later.
  func start(_ call: PendingCall) {
    call.context.callStarted()
    switch call.context.place {
    case .connection: startOnConnection(call)
    case .worker where call.context.isBatch: enqueue(call)
    case .worker: finish(call, in: workspaces)
    }
  }

  private func startOnConnection(_ call: PendingCall) {
    guard call.context.takeCall() else { return enqueue(call) }
    do {
      let prepared = try call.context.exchange.timing(.plan) { try call.request.prepareAtOnce() }
      guard let prepared else { return plan(call) }
      proceed(call, prepared)
    } catch {
      fail(call, error)
    }
  }

  private func plan(_ call: PendingCall) {
    enqueue(call.context, on: planner.queue, call.context.planningLane, until: call.deadline(nil)) {
      do {
        proceed(call, try prepare(call))
      } catch {
        fail(call, error)
      }
    } drop: {
      fail(call, $0)
    }
  }

  /// Runs what is small at once, and has the rest wait for a worker.
  private func proceed(_ call: PendingCall, _ prepared: PreparedCall) {
    let isSmall = prepared.byteCount <= configuration.small.bytes && call.context.take(flops: prepared.flops)
    isSmall ? finish(call, prepared, in: smallWorkspaces) : enqueue(call, prepared)
  }
}

// MARK: - Waiting

extension CallRunner {
  private func enqueue(_ call: PendingCall, _ prepared: PreparedCall? = nil) {
    enqueue(call.context, until: call.deadline(prepared)) {
      finish(call, prepared, in: workspaces)
    } drop: {
      fail(call, $0)
    }
  }

  /// Puts work of a request into the queue, out of which it is taken when the deadline passes or the client goes away.
  /// Exactly one of `run` and `drop` is called.
  func enqueue(
    _ context: RequestContext, until deadline: ContinuousClock.Instant, _ run: @escaping @Sendable () -> Void,
    drop: @escaping @Sendable (Job.Refusal) -> Void
  ) {
    enqueue(context, on: workers.queue, context.lane, until: deadline, run, drop: drop)
  }

  private func enqueue(
    _ context: RequestContext, on queue: WorkQueue, _ lane: Lane, until deadline: ContinuousClock.Instant,
    _ run: @escaping @Sendable () -> Void, drop: @escaping @Sendable (Job.Refusal) -> Void
  ) {
    let isFirst = !lane.wasAdmitted
    do throws(Job.Refusal) {
      try queue.submit(Job(deadline: deadline, run: run, drop: drop), in: lane)
    } catch {
      return drop(error)
    }
    guard isFirst else { return }
    let lanes = [(workers.queue, context.lane), (planner.queue, context.planningLane)]
    context.exchange.onCancel { for (queue, lane) in lanes { queue.cancel(lane) } }
  }
}

// MARK: - Answering

extension CallRunner {
  private func finish(_ call: PendingCall, _ prepared: PreparedCall? = nil, in pool: WorkspacePool) {
    answer(call) { writer in
      let prepared = try prepared ?? prepare(call)
      try run(prepared, until: call.deadline(prepared), call.context.exchange, in: pool, &writer)
    }
  }

  private func prepare(_ call: PendingCall) throws -> PreparedCall {
    let (exchange, deadline) = (call.context.exchange, call.context.deadline)
    let isOver = { @Sendable in exchange.isCancelled || ContinuousClock.now >= deadline }
    return try exchange.timing(.plan) { try Interruption.when(isOver) { try call.request.prepare() } }
  }

  private func run(
    _ prepared: PreparedCall, until deadline: ContinuousClock.Instant, _ exchange: any Exchange,
    in pool: WorkspacePool, _ writer: inout JSONWriter
  ) throws {
    guard !exchange.isCancelled else { throw Job.Refusal.cancelled }
    let start = ContinuousClock.now
    guard start < deadline else { throw Job.Refusal.deadline }
    try reserve(prepared.byteCount)
    defer { memory.release(prepared.byteCount) }
    configuration.progress?(.began(flops: prepared.flops))
    writer.reserve(prepared.resultByteCount)
    // Plans ask after their last step too: what is left then is to write the result.
    var lastStep = start
    try pool.withWorkspace { workspace in
      workspace.stepDone = configuration.progress.map { tell in { tell(.did(flops: $0)) } }
      try prepared.run(
        workspace,
        {
          lastStep = .now
          return exchange.isCancelled || lastStep >= deadline
        }, &writer)
    }
    exchange.spent(lastStep - start, on: .run)
    exchange.spent(.now - lastStep, on: .write)
  }

  /// Reserves memory. What will never fit is beyond a limit; what does not fit now is refused.
  func reserve(_ byteCount: Int) throws {
    guard byteCount <= memory.limit else {
      let message = "the request needs \(byteCount) bytes of memory, the server has \(memory.limit) for all requests"
      throw RPCError(.limitExceeded, type: "limit_exceeded", message)
        .with("expected", memory.limit).with("actual", byteCount)
    }
    guard memory.reserve(byteCount) else { throw Job.Refusal.memory }
  }

  private func fail(_ call: PendingCall, _ error: any Error) {
    answer(call) { _ in throw error }
  }

  /// The only way in which calls are answered: what is answered is counted, and what is thrown is mapped, but for an
  /// error that its endpoint says itself.
  private func answer(_ call: PendingCall, _ result: (inout JSONWriter) throws -> Void) {
    call.reply.send { writer in
      do {
        try result(&writer)
        if let method = call.method { metrics.callAnswered(method: method, nil) }
      } catch let error as any EndpointError {
        throw error
      } catch {
        let error = call.request.located(wireError(error))
        if error.code == .overloaded { call.context.callRefused() }
        if let method = call.method { metrics.callAnswered(method: method, error.code) }
        throw error
      }
    }
  }

  /// The error that the client reads. Work that was not begun is counted.
  func wireError(_ error: any Error) -> RPCError {
    if let refusal = error as? Job.Refusal { metrics.refused(refusal) }
    return errors(error)
  }
}

// MARK: - Metrics

extension CallRunner {
  func write(to exposition: inout Exposition) {
    exposition.single("pushforward_workers", .gauge, "Threads for what takes long.", workers.count)
    exposition.single("pushforward_queue_depth", .gauge, "Requests that wait for a worker.", workers.queue.depth)
    exposition.single("pushforward_queue_limit", .gauge, "Requests that may wait.", workers.queue.limit)
    exposition.single("pushforward_memory_bytes", .gauge, "Bytes that requests hold.", memory.heldByteCount)
    exposition.single("pushforward_memory_limit_bytes", .gauge, "Bytes that requests may hold.", memory.limit)
  }
}

extension Exchange {
  fileprivate func timing<Result>(_ phase: Phase, _ body: () throws -> Result) rethrows -> Result {
    let start = ContinuousClock.now
    defer { spent(.now - start, on: phase) }
    return try body()
  }
}
