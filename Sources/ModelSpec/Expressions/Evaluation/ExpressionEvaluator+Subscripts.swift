import Autodiff

/// Subscripts by NumPy's basic rules, and one list or tensor of integers among them.
extension ExpressionEvaluator {
  /// What an index does to the axis it stands for.
  fileprivate enum Selection {
    case keep(SliceRange)
    case drop(at: Int)
    case gather(Tensor)
    case new
  }

  func subscripted(_ base: ExpressionValue, _ indices: [Expression.Index]) throws -> ExpressionValue {
    if case .list(let list) = base, let element = try element(of: list, indices) { return element }
    return .tensor(try subscripted(maker.tensor(base), indices))
  }

  /// A list gives its element, or a shorter list; nil for indices that only a tensor takes.
  private func element(of list: ExpressionList, _ indices: [Expression.Index]) throws -> ExpressionValue? {
    guard indices.count == 1, !isNewAxis(indices[0]), indices[0] != .ellipsis else { return nil }
    switch try selection(indices[0], list.elements.count) {
    case .drop(let index): return list.elements[index]
    case .keep(let range):
      return .list(try ExpressionList((0..<range.count).map { list.elements[range.start + $0 * range.step] }))
    case .gather, .new: return nil
    }
  }

  private func subscripted(_ base: Tensor, _ indices: [Expression.Index]) throws -> Tensor {
    let selections = try selections(base, indices)
    let sliced = try slice(base, selections)
    let (gathered, extra) = try gather(sliced, selections)
    return try gathered.reshaped(to: Shape(resultShape(sliced.shape, selections, extra)))
  }

  // MARK: Reading indices

  /// One selection for each axis and for each new one, in the order of the result.
  private func selections(_ base: Tensor, _ indices: [Expression.Index]) throws -> [Selection] {
    let consumed = indices.count { index in !isNewAxis(index) && index != .ellipsis }
    guard indices.count(where: { $0 == .ellipsis }) <= 1 else {
      throw AutodiffError(
        .badAttribute, "\"...\" stands for all other axes, so it can stand once", expected: "one \"...\"")
    }
    guard consumed <= base.rank else {
      throw AutodiffError(
        .indexOutOfRange, "\(consumed) indices for a tensor of shape \(base.shape)",
        expected: "at most \(base.rank) indices", actual: "\(consumed) indices")
    }
    var selections: [Selection] = []
    var axis = 0
    for index in indices + (indices.contains(.ellipsis) ? [] : [.ellipsis]) {
      if isNewAxis(index) {
        selections.append(.new)
      } else if index == .ellipsis {
        for _ in consumed..<base.rank {
          selections.append(try whole(base.shape[axis]))
          axis += 1
        }
      } else {
        selections.append(try selection(index, base.shape[axis]))
        axis += 1
      }
    }
    return selections
  }

  private func isNewAxis(_ index: Expression.Index) -> Bool {
    guard case .at(let id) = index, case .literal(.null) = value(id) else { return false }
    return true
  }

  private func whole(_ extent: Int) throws -> Selection { .keep(try range(nil, nil, nil, extent)) }

  private func selection(_ index: Expression.Index, _ extent: Int) throws -> Selection {
    switch index {
    case .ellipsis: try whole(extent)
    case .slice(let start, let stop, let step): .keep(try range(bound(start), bound(stop), bound(step), extent))
    case .at(let id): try position(value(id), extent)
    }
  }

  private func bound(_ id: Expression.StepID?) throws -> Int? {
    guard let id else { return nil }
    if case .literal(.null) = value(id) { return nil }
    guard let integer = value(id).integer else {
      throw AutodiffError(
        .badAttribute, "a bound of a slice must be an integer, not \(value(id).kindName)", expected: "an integer",
        actual: value(id).kindName)
    }
    return integer
  }

  private func range(_ start: Int?, _ stop: Int?, _ step: Int?, _ extent: Int) throws -> SliceRange {
    guard let range = SliceRange(start: start, stop: stop, step: step, extent: extent) else {
      throw AutodiffError(.badAttribute, "the step of a slice cannot be 0", expected: "another step", actual: "0")
    }
    return range
  }

  /// An integer, or integers to gather by. Beyond the axis is an error, never clamped.
  private func position(_ index: ExpressionValue, _ extent: Int) throws -> Selection {
    if let integer = index.integer {
      guard (-extent..<extent).contains(integer) else {
        throw AutodiffError(
          .indexOutOfRange, "index \(integer) is out of range for an axis of extent \(extent)",
          expected: extent == 0 ? "no index: the axis is empty" : "an index from \(-extent) to \(extent - 1)",
          actual: "\(integer)")
      }
      return .drop(at: integer < 0 ? integer + extent : integer)
    }
    if index.isNoOperand { throw wrongIndex(index) }
    let indices = try maker.tensor(index, .int64)
    guard indices.dtype == .int64 || indices.dtype == .int32 else { throw wrongIndex(.tensor(indices)) }
    return .gather(try counted(indices, extent))
  }

  /// Written indices below 0 count from the end; computed ones are checked where they are used.
  private func counted(_ indices: Tensor, _ extent: Int) throws -> Tensor {
    guard let written = indices.elements(as: Int64.self), written.contains(where: { $0 < 0 }) else { return indices }
    return try Tensor(written.map { $0 < 0 && $0 >= -extent ? $0 + Int64(extent) : $0 }, shape: indices.shape)
  }

  private func wrongIndex(_ index: ExpressionValue) -> AutodiffError {
    AutodiffError(
      .dtypeMismatch, "an index must be an integer, a slice, None or a list of integers, not \(index.kindName)",
      expected: "integers", actual: index.kindName)
  }

  // MARK: Applying them

  /// The slices and single positions, axes of extent 1 kept.
  private func slice(_ base: Tensor, _ selections: [Selection]) throws -> Tensor {
    var (begin, end, strides): ([Literal], [Literal], [Literal]) = ([], [], [])
    var isWhole = true
    for selection in selections {
      let extent = begin.count < base.rank ? base.shape[begin.count] : 0
      switch selection {
      case .new: continue
      case .gather: (begin, end, strides) = (begin + [.int(0)], end + [.null], strides + [.int(1)])
      case .drop(let index):
        isWhole = false
        (begin, end, strides) = (begin + [.count(index)], end + [.count(index + 1)], strides + [.int(1)])
      case .keep(let range):
        isWhole = isWhole && range.isWhole(extent)
        let stop: Literal = range.count == 0 ? .int(0) : range.end.map { .count($0) } ?? .null
        (begin, end, strides) = (begin + [.count(range.start)], end + [stop], strides + [.count(range.step)])
      }
    }
    guard !isWhole else { return base }
    return try OperationTable.apply(
      "strided_slice", [base], ["begin": .list(begin), "end": .list(end), "strides": .list(strides)])
  }

  /// Gathers along the one axis that has a list of indices, and says what that axis becomes.
  private func gather(_ x: Tensor, _ selections: [Selection]) throws -> (Tensor, extra: [Int]) {
    var (axis, found): (Int, (axis: Int, indices: Tensor)?) = (0, nil)
    for selection in selections {
      if case .new = selection { continue }
      if case .gather(let indices) = selection {
        guard found == nil, !selections.contains(where: \.isDrop) else {
          throw AutodiffError(
            .badAttribute, "a list of indices cannot stand beside other indices: write two subscripts",
            expected: "x[...][...]")
        }
        found = (axis, indices)
      }
      axis += 1
    }
    guard let found else { return (x, []) }
    let gathered = try OperationTable.apply("gather", [x, found.indices], ["axis": .count(found.axis)])
    return (gathered, found.indices.shape.dimensions)
  }

  private func resultShape(_ sliced: Shape, _ selections: [Selection], _ extra: [Int]) -> [Int] {
    var (axis, shape): (Int, [Int]) = (0, [])
    for selection in selections {
      switch selection {
      case .new: shape.append(1)
      case .drop: axis += 1
      case .gather:
        shape += extra
        axis += 1
      case .keep:
        shape.append(sliced[axis])
        axis += 1
      }
    }
    return shape
  }
}

extension ExpressionEvaluator.Selection {
  fileprivate var isDrop: Bool {
    if case .drop = self { true } else { false }
  }
}

extension Literal {
  static func count(_ value: Int) -> Literal { .int(Int64(value)) }
}
