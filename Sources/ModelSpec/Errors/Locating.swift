import Autodiff

/// Runs a part of a function, of which its operations are known to come; an error of the library becomes one that says where in the request the part stands.
///
/// A deadline that has passed is nobody's mistake and goes through as it is, and so does what is located already.
func locating<Result>(
  at path: String, _ subject: String, _ body: () throws -> Result
) throws -> Result {
  do {
    return try Origin { (subject, path) }.tracing(body)
  } catch let error as AutodiffError where error.kind != .deadlineExceeded {
    var located = SpecError(error, at: path)
    located.message = "\(subject): \(error.message)"
    throw located
  } catch var error as SpecError where error.path.isEmpty {
    error.path = path
    throw error
  }
}
