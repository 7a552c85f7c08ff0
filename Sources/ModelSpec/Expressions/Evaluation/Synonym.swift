/// NumPy's names for the catalogue's operations.
struct Synonym {
  let operation: String
  /// Attributes that the name implies; they cannot be given.
  let presets: [String: Literal]
  /// What NumPy takes for attributes that are left out, where the catalogue has no default.
  let defaults: [String: Literal]

  init(_ operation: String, _ presets: [String: Literal] = [:], defaults: [String: Literal] = [:]) {
    (self.operation, self.presets, self.defaults) = (operation, presets, defaults)
  }

  /// The operation that a name in a formula stands for, under its own name or another's.
  static func resolve(_ name: String) -> Synonym? {
    table[name] ?? (OperationTable.operation(named: name) == nil ? nil : Synonym(name))
  }

  /// All names that a formula can call, for suggestions.
  static var names: [String] {
    let synonyms = table.filter { OperationTable.operation(named: $0.value.operation) != nil }
    return OperationTable.names + synonyms.keys.sorted() + Builtin.allCases.map(\.rawValue)
  }

  private static let table: [String: Synonym] = [
    "sum": Synonym("reduce_sum"), "mean": Synonym("reduce_mean"), "average": Synonym("reduce_mean"),
    "max": Synonym("reduce_max"), "amax": Synonym("reduce_max"), "min": Synonym("reduce_min"),
    "amin": Synonym("reduce_min"), "prod": Synonym("reduce_prod"), "logsumexp": Synonym("reduce_logsumexp"),
    "var": Synonym("reduce_variance"), "std": Synonym("reduce_std"),
    "subtract": Synonym("sub"), "multiply": Synonym("mul"), "divide": Synonym("div"), "true_divide": Synonym("div"),
    "power": Synonym("pow"), "negative": Synonym("neg"), "absolute": Synonym("abs"), "fabs": Synonym("abs"),
    "floor_divide": Synonym("floordiv"), "remainder": Synonym("mod"), "rint": Synonym("round"),
    "arcsin": Synonym("asin"), "arccos": Synonym("acos"), "arctan": Synonym("atan"), "arctan2": Synonym("atan2"),
    "arcsinh": Synonym("asinh"), "arccosh": Synonym("acosh"), "arctanh": Synonym("atanh"),
    "gammaln": Synonym("lgamma"), "psi": Synonym("digamma"), "i0e": Synonym("bessel_i0e"),
    "i1e": Synonym("bessel_i1e"), "expit": Synonym("sigmoid"), "swish": Synonym("silu"),
    "hard_swish": Synonym("hard_silu"),
    "concatenate": Synonym("concat", defaults: ["axis": .int(0)]), "clip": Synonym("clip_by_value"),
    "T": Synonym("transpose"),
    "flip": Synonym("reverse"), "inv": Synonym("matrix_inverse"),
    "det": Synonym("matrix_determinant"), "diagonal": Synonym("diag_part"), "astype": Synonym("cast"),
    "tril": Synonym("band_part", ["lower": .int(-1), "upper": .int(0)]),
    "triu": Synonym("band_part", ["lower": .int(0), "upper": .int(-1)]),
  ]

  /// NumPy's names of keyword arguments, where the catalogue's are others.
  static let keywords: [String: String] = [
    "a_min": "min", "a_max": "max", "axes": "perm", "reps": "multiples", "pad_width": "paddings", "newshape": "shape",
    "keep_dims": "keepdims",
  ]
}
