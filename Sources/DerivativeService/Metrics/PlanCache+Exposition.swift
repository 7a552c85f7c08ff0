extension PlanCache {
  func write(to exposition: inout Exposition) {
    exposition.single("pushforward_plan_cache_hits_total", .counter, "Calls whose plan was cached.", hits)
    exposition.single("pushforward_plan_cache_misses_total", .counter, "Calls whose plan had to be built.", misses)
  }
}
