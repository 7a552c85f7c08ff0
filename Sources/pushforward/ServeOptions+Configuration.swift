import DerivativeService
import HTTPServer
import Logging

extension ServeOptions {
  var scheme: String { tlsCertificate == nil ? "http" : "https" }

  /// The host as it stands in a URL.
  var shownHost: String { host.contains(":") ? "[\(host)]" : host }

  func serverConfiguration(_ log: Logger) -> ServerConfiguration {
    var configuration = ServerConfiguration()
    configuration.host = host
    configuration.port = port
    configuration.connections = connectionLimit
    configuration.limits.requestLine = lineLimit.bytes
    configuration.limits.head = headLimit.bytes
    configuration.limits.fields = fieldLimit
    configuration.limits.body = bodyLimit.bytes
    configuration.timeouts.head = .seconds(headTimeout)
    configuration.timeouts.body = .seconds(bodyTimeout)
    configuration.timeouts.rate = bodyRate
    configuration.timeouts.idle = .seconds(idleTimeout)
    configuration.timeouts.write = .seconds(writeTimeout)
    configuration.tls = tls
    configuration.notice = { log.notice("\($0)") }
    return configuration
  }

  private var tls: TLSConfiguration? {
    guard let tlsCertificate, let tlsKey else { return nil }
    return TLSConfiguration(
      certificate: tlsCertificate, key: tlsKey, policy: tlsPolicy, clientAuthorities: tlsClientCA)
  }

  var serviceConfiguration: ServiceConfiguration {
    var configuration = ServiceConfiguration()
    configuration.workers = workers
    configuration.queue = queue
    configuration.deadline = .seconds(deadline)
    configuration.batch = batchLimit
    configuration.memory = memoryLimit.bytes
    return configuration
  }

  var serviceLimits: ServiceLimits {
    var limits = ServiceLimits()
    limits.tensorElements = tensorLimit
    limits.vectors = vectorLimit
    limits.transforms = transformLimit
    limits.planBytes = planLimit.bytes
    limits.resultBytes = resultLimit.bytes
    return limits
  }
}
