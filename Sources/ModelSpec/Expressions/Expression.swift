/// A parsed formula: straight-line steps in the order of their evaluation, each naming earlier steps by position.
///
/// The tree is kept flat so that nothing about it recurses: hashing, comparing, evaluating and freeing an expression of
/// ten thousand terms are loops. Names are resolved while parsing: an assigned name is the step it was assigned, any
/// other name is an input.
public struct Expression: Hashable, Sendable {
  /// The position of a step in `steps`.
  public typealias StepID = Int

  /// The steps, every operand before its use.
  public internal(set) var steps: [Step] = []
  /// The steps that are the function's outputs, one or more.
  public internal(set) var outputs: [StepID] = []
  /// The free names in the order of their first appearance; `pi` and the other constants may be left out.
  public internal(set) var inputs: [FunctionInput] = []
  /// Whether the result was written as a tuple; one output in a tuple, `(y,)`, is still a list of outputs.
  public internal(set) var isTuple = false
  /// The text that was parsed and, for each step, the offset of the scalar an error about it points to.
  let origin: Origin

  /// Two expressions are equal when they compute the same: positions and spacing do not count.
  public static func == (a: Expression, b: Expression) -> Bool {
    a.steps == b.steps && a.outputs == b.outputs && a.isTuple == b.isTuple
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(steps)
    hasher.combine(outputs)
    hasher.combine(isTuple)
  }
}

extension Expression {
  /// One step of an expression.
  public enum Step: Hashable, Sendable {
    /// The value of a free name.
    case name(String)
    /// A number, string, boolean or `None` as written.
    case literal(Literal)
    /// `[a, b]`.
    case list([StepID])
    /// `(a, b)`; as the result, several outputs.
    case tuple([StepID])
    case unary(UnaryOperator, StepID)
    case binary(BinaryOperator, StepID, StepID)
    /// `name(a, b, key=c)`; a method call `a.name(b)` is `name(a, b)`.
    case call(String, [StepID], [Keyword])
    /// `base[…]`.
    case subscripted(StepID, [Index])
  }

  /// A keyword argument.
  public struct Keyword: Hashable, Sendable {
    public var name: String
    public var value: StepID
  }

  /// One place between the brackets of a subscript.
  public enum Index: Hashable, Sendable {
    /// An integer, `None`, a list of integers or an integer tensor.
    case at(StepID)
    case slice(start: StepID?, stop: StepID?, step: StepID?)
    case ellipsis
  }

  /// The operators with one operand.
  public enum UnaryOperator: String, Hashable, Sendable {
    case minus = "-"
    case plus = "+"
    case not = "~"
  }

  /// The operators with two operands.
  public enum BinaryOperator: String, Hashable, Sendable {
    case add = "+"
    case subtract = "-"
    case multiply = "*"
    case divide = "/"
    case floorDivide = "//"
    case remainder = "%"
    case matrixMultiply = "@"
    case power = "**"
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
    case equal = "=="
    case notEqual = "!="
    case and = "&"
    case or = "|"
  }

  /// Where the steps came from; not part of an expression's identity.
  struct Origin: Sendable {
    var source: SourceText
    var offsets: [Int]
  }
}

extension Expression.BinaryOperator {
  /// Python's precedence: a higher number binds tighter. `**` is not here: it binds tighter than a sign on its left.
  var precedence: Int? {
    switch self {
    case .less, .lessOrEqual, .greater, .greaterOrEqual, .equal, .notEqual: 1
    case .or: 2
    case .and: 3
    case .add, .subtract: 4
    case .multiply, .divide, .floorDivide, .remainder, .matrixMultiply: 5
    case .power: nil
    }
  }

  var isComparison: Bool { precedence == 1 }
}

/// Bounds on the text of an expression, so that no text can exhaust the stack or the memory of the process.
public struct ExpressionLimits: Hashable, Sendable {
  /// UTF-8 bytes of text.
  public var length: Int
  /// Brackets inside brackets, signs before signs, powers of powers. CPython gives up at 100 or 200 of them too.
  public var depth: Int
  /// Steps of the parsed expression.
  public var steps: Int

  public init(length: Int = 65_536, depth: Int = 100, steps: Int = 20_000) {
    self.length = length
    self.depth = depth
    self.steps = steps
  }
}
