/// How often a cache had what was asked for. Whoever owns the cache counts; the service shows it.
public final class CacheStatistics: Sendable {
  private let hitCounter = Counter()
  private let missCounter = Counter()

  public init() {}

  public var hits: Int { hitCounter.value }
  public var misses: Int { missCounter.value }

  public func hit() { hitCounter.add() }
  public func miss() { missCounter.add() }
}

extension CacheStatistics {
  func write(to exposition: inout Exposition) {
    exposition.single("pushforward_plan_cache_hits_total", .counter, "Calls whose plan was cached.", hits)
    exposition.single("pushforward_plan_cache_misses_total", .counter, "Calls whose plan had to be built.", misses)
  }
}
