import HTTP

extension Response {
  /// What a resource can be asked for (RFC 9110 section 9.3.7).
  static func options(allow: String) -> Response {
    Response(.noContent, fields: ["Allow": allow])
  }

  static func methodNotAllowed(at route: Route) -> Response {
    var response = problem(
      .methodNotAllowed, type: "method_not_allowed", "\(route.path) allows \(route.allow) (RFC 9110, section 15.5.6)")
    response.fields.append("Allow", route.allow)
    return response
  }

  static var methodNotImplemented: Response {
    problem(
      .notImplemented, type: "method_not_implemented",
      "the method of the request is none that is known here; methods are case-sensitive (RFC 9110, section 15.6.2)")
  }

  /// `nearest` is the path that was most likely meant.
  static func notFound(_ path: String, nearest: String?) -> Response {
    let shown = path.count > 80 ? "\(path.prefix(77))…" : path
    let hint = nearest.map { "; did you mean \($0)?" } ?? ""
    return problem(.notFound, type: "unknown_route", "there is nothing at \(shown)\(hint) (RFC 9110, section 15.5.5)") {
      if let nearest { $0.member("suggestion", nearest) }
    }
  }
}
