/// An order of a graph's nodes in which every node comes after those it depends on.
enum DependencyOrder: Hashable {
  /// The nodes in order. Nodes that were given in such an order keep it.
  case sorted([Int])
  /// The nodes of a cycle, each depending on the next and the last on the first.
  case cycle([Int])

  /// Depth first with a stack of its own: the depth of the graph is the request's to choose.
  ///
  /// - Parameter dependencies: for each node the nodes it depends on, as indices into the same array.
  /// - Complexity: O(nodes + dependencies).
  init(_ dependencies: [[Int]]) {
    var search = DependencySearch(dependencies)
    for node in dependencies.indices {
      if let cycle = search.visit(node) {
        self = .cycle(cycle)
        return
      }
    }
    self = .sorted(search.order)
  }
}

private struct DependencySearch {
  private enum Mark { case new, open, done }

  private let dependencies: [[Int]]
  private var marks: [Mark]
  private var path: [(node: Int, next: Int)] = []
  private(set) var order: [Int] = []

  init(_ dependencies: [[Int]]) {
    self.dependencies = dependencies
    marks = Array(repeating: .new, count: dependencies.count)
  }

  /// Appends a node and all it depends on to the order; the nodes of a cycle where there is one.
  mutating func visit(_ root: Int) -> [Int]? {
    guard marks[root] == .new else { return nil }
    open(root)
    while let (node, next) = path.last {
      guard next < dependencies[node].count else {
        close(node)
        continue
      }
      path[path.count - 1].next += 1
      let dependency = dependencies[node][next]
      switch marks[dependency] {
      case .new: open(dependency)
      case .open: return path.map(\.node).drop { $0 != dependency }.map { $0 }
      case .done: break
      }
    }
    return nil
  }

  private mutating func open(_ node: Int) {
    marks[node] = .open
    path.append((node, 0))
  }

  private mutating func close(_ node: Int) {
    marks[node] = .done
    order.append(node)
    path.removeLast()
  }
}
