/// Orders the operations of a program and gathers elementwise ones into clusters.
///
/// Operations are taken in the order of the program. An elementwise one joins the open cluster for its number of elements; the cluster
/// is closed, which is when it runs, once something outside it needs one of its values. So no path leads out of a cluster and back.
struct Schedule {
  enum Unit {
    case single(Int)
    case cluster(Int)
  }

  struct Members {
    var values: [Int] = []
    /// Repeated operands that the members read where they are, each once. Few: looking through them takes less than hashing.
    var expanded: [Int] = []
  }

  /// Operations in a cluster at most; beyond that its tiles would not fit the first cache anyway.
  private static let maximumMembers = 128

  private let compiler: PlanCompiler
  private(set) var units: [Unit] = []
  private(set) var clusters: [Members] = []
  private(set) var clusterOf: [Int?]
  /// The open cluster for each number of elements.
  private var open: [Int: Int] = [:]
  private var isScheduled: [Bool]
  /// By value: whether it is a product that is added into a sum.
  private var isAccumulated: [Bool]

  init(_ compiler: PlanCompiler) {
    self.compiler = compiler
    clusterOf = Array(repeating: nil, count: compiler.program.values.count)
    isScheduled = Array(repeating: false, count: compiler.program.values.count)
    isAccumulated = Array(repeating: false, count: compiler.program.values.count)
    for case let product? in compiler.accumulated { isAccumulated[product] = true }
  }

  mutating func run() {
    for index in compiler.program.values.indices {
      guard let lowering = compiler.lowerings[index], !isAccumulated[index] else { continue }
      if case .view = lowering { continue }
      if compiler.expansion(index) != nil { continue }
      if compiler.isMap(index) { join(index) } else { schedule(index) }
    }
    for output in compiler.program.outputs { require(output) }
    for cluster in open.values.sorted() { close(cluster) }
  }

  /// By value: whether anything but other members of its cluster reads it.
  func readOutsideOfClusters() -> [Bool] {
    var found = [Bool](repeating: false, count: clusterOf.count)
    compiler.forEachReading { root, reader in
      let readingCluster = reader.flatMap { clusterOf[$0] }
      if readingCluster == nil || readingCluster != clusterOf[root] { found[root] = true }
    }
    return found
  }

  private mutating func schedule(_ index: Int) {
    if let product = compiler.accumulated[index] {
      for operand in compiler.operands[product] { require(operand) }
    }
    for operand in compiler.operands[index] where compiler.root(operand) != compiler.accumulated[index] {
      require(operand)
    }
    units.append(.single(index))
    isScheduled[index] = true
  }

  private mutating func join(_ index: Int) {
    let count = compiler.type(index).shape.elementCount
    var expanded: [Int] = []
    for operand in compiler.operands[index] {
      let root = compiler.root(operand)
      if let cluster = clusterOf[root], open[count] == cluster { continue }
      if compiler.expansion(root) != nil, !isScheduled[root] {
        require(compiler.operands[root][0])
        expanded.append(root)
      } else {
        require(operand)
      }
    }
    let cluster = open[count] ?? openCluster(count)
    clusters[cluster].values.append(index)
    for root in expanded where !clusters[cluster].expanded.contains(root) { clusters[cluster].expanded.append(root) }
    clusterOf[index] = cluster
    if clusters[cluster].values.count == Self.maximumMembers { close(cluster) }
  }

  private mutating func openCluster(_ count: Int) -> Int {
    clusters.append(Members())
    open[count] = clusters.count - 1
    return clusters.count - 1
  }

  /// Makes sure that `value` is in memory before what is scheduled next.
  private mutating func require(_ value: Int) {
    let root = compiler.root(value)
    if let cluster = clusterOf[root] { close(cluster) }
    if compiler.expansion(root) != nil, !isScheduled[root] { schedule(root) }
  }

  private mutating func close(_ cluster: Int) {
    guard let first = clusters[cluster].values.first else { return }
    let count = compiler.type(first).shape.elementCount
    guard open[count] == cluster else { return }
    open[count] = nil
    units.append(.cluster(cluster))
  }
}
