import COpenSSL
import HTTP
import Synchronization
import Testing

@testable import HTTPServer

@Suite("TLS")
struct TLSTests {
  private let certificates: Certificates

  init() throws {
    certificates = try Certificates()
  }

  private func configuration(_ policy: TLSConfiguration.Policy = .intermediate) -> TLSConfiguration {
    TLSConfiguration(
      certificate: certificates.certificate("server"), key: certificates.key("server"), policy: policy)
  }

  private func server(
    _ tls: TLSConfiguration, notice: @escaping @Sendable (ServerNotice) -> Void = { _ in }
  ) throws -> TestServer {
    try TestServer {
      $0.tls = tls
      $0.notice = notice
    }
  }

  private func connect(_ server: TestServer, _ change: (inout TLSOptions) -> Void = { _ in }) throws -> Client {
    var options = TLSOptions(authority: certificates.certificate("server"))
    change(&options)
    return try Client(port: server.port, tls: options)
  }

  /// Whether a request is answered. Under TLS 1.3 a client learns only then that its certificate was refused.
  private func isServed(_ client: Client) -> Bool {
    client.send(post("/echo", "x")) && client.receive()?.text == "x"
  }

  @Test(
    "policies say which versions are spoken",
    arguments: [
      (TLSConfiguration.Policy.intermediate, TLS1_3_VERSION, "TLSv1.3"),
      (.intermediate, TLS1_2_VERSION, "TLSv1.2"), (.intermediate, TLS1_1_VERSION, nil),
      (.modern, TLS1_3_VERSION, "TLSv1.3"), (.modern, TLS1_2_VERSION, nil),
    ] as [(TLSConfiguration.Policy, Int32, String?)])
  func versions(_ policy: TLSConfiguration.Policy, _ version: Int32, _ spoken: String?) throws {
    let server = try server(configuration(policy))
    let client = try? connect(server) { $0.version = version }
    #expect(client?.tls?.version == spoken)
    #expect(client.map(isServed) == spoken.map { _ in true })
  }

  @Test(
    "http/1.1 is agreed on, or nothing is",
    arguments: [
      ([], nil, true), (["http/1.1"], "http/1.1", true), (["h2", "http/1.1"], "http/1.1", true), (["h2"], nil, false),
    ] as [([String], String?, Bool)])
  func protocols(_ offered: [String], _ selected: String?, _ isServed: Bool) throws {
    let server = try server(configuration())
    let client = try? connect(server) { $0.protocols = offered }
    #expect(client?.tls?.selectedProtocol == selected)
    #expect((client != nil) == isServed)
  }

  @Test("sessions are resumed, also after a reload", arguments: [TLS1_2_VERSION, TLS1_3_VERSION], [false, true])
  func resumption(_ version: Int32, _ reloads: Bool) throws {
    let server = try server(configuration())
    let first = try connect(server) { $0.version = version }
    #expect(isServed(first) && first.tls?.isResumed == false)
    let ticket = try #require(first.tls?.ticket)
    if reloads { server.server.reloadCertificates() }
    let second = try connect(server) {
      $0.version = version
      $0.session = ticket
    }
    #expect(isServed(second) && second.tls?.isResumed == true)
  }

  @Test("new files serve new connections, and open ones go on")
  func reload() throws {
    let notices = Mutex<[ServerNotice]>([])
    let server = try server(configuration()) { notice in notices.withLock { $0.append(notice) } }
    let old = try connect(server)
    #expect(isServed(old))
    try certificates.make("server")
    #expect(throws: Never.self) { try connect(server) { $0.authority = nil } }
    #expect(throws: TLSClient.Refused.self) { try connect(server) }
    server.server.reloadCertificates()
    #expect(isServed(try connect(server)))
    #expect(isServed(old))
    #expect(notices.withLock { $0 } == [.certificateReloaded])
  }

  @Test("files that cannot be used change nothing")
  func brokenReload() throws {
    let notices = Mutex<[ServerNotice]>([])
    let server = try server(configuration()) { notice in notices.withLock { $0.append(notice) } }
    let key = certificates.key("server")
    try certificates.overwrite(key, with: "rubbish")
    server.server.reloadCertificates()
    #expect(isServed(try connect(server)))
    guard case .certificateRefused(.tls(file: key, _))? = notices.withLock({ $0.first }) else {
      Issue.record("\(notices.withLock { $0 })")
      return
    }
  }

  @Test("a change of the files is noticed")
  func watching() throws {
    let notices = Mutex<[ServerNotice]>([])
    let credentials = try TLSCredentials(configuration()) { notice in notices.withLock { $0.append(notice) } }
    credentials.reloadIfChanged()
    #expect(notices.withLock { $0 } == [])
    try certificates.make("server")
    credentials.reloadIfChanged()
    credentials.reloadIfChanged()
    #expect(notices.withLock { $0 } == [.certificateReloaded])
  }

  @Test("clients show a certificate of the right authority")
  func mutual() throws {
    try certificates.make("client")
    var tls = configuration()
    tls.clientAuthorities = certificates.certificate("client")
    let server = try server(tls)
    let known = (certificate: certificates.certificate("client"), key: certificates.key("client"))
    let foreign = (certificate: certificates.certificate("server"), key: certificates.key("server"))
    #expect(isServed(try connect(server) { $0.identity = known }))
    let without = try? connect(server)
    #expect(without.map(isServed) != true)
    let other = try? connect(server) { $0.identity = foreign }
    #expect(other.map(isServed) != true)
  }

  @Test("files that cannot be used are named", arguments: ["certificate", "key", "authorities", "pair"])
  func unusable(_ which: String) throws {
    try certificates.make("client")
    var tls = configuration()
    let missing = certificates.directory + "/none"
    var named = missing
    switch which {
    case "certificate": tls.certificate = missing
    case "key": tls.key = missing
    case "authorities": tls.clientAuthorities = missing
    default:
      tls.key = certificates.key("client")
      named = tls.key
    }
    #expect {
      _ = try server(tls)
    } throws: { error in
      if case .tls(file: named, _)? = error as? ServerError { true } else { false }
    }
  }

  @Test("a client that speaks HTTP without TLS is told so", arguments: ["GET", "HEAD", "POST", "PUT"])
  func plain(_ method: String) throws {
    let server = try server(configuration())
    let client = try Client(port: server.port)
    client.send("\(method) / HTTP/1.1\r\nHost: a\r\n\r\n")
    let reply = try #require(client.receive())
    #expect(reply.status == 400 && reply.field("connection") == "close")
    #expect(reply.text.contains("plain_request") && reply.text.contains("RFC 9110, section 4.2.2"))
    client.finishSending()
    #expect(client.isAtEnd())
  }

  @Test("a client that speaks neither, or stops inside the handshake, is cut")
  func rude() throws {
    let server = try TestServer {
      $0.tls = configuration()
      $0.timeouts.head = .milliseconds(10)
    }
    for text in ["", "EHLO a\r\n", "\u{16}\u{3}\u{1}"] {
      let client = try Client(port: server.port)
      client.send(text)
      while !client.isAtEnd() {}
    }
    let silent = try Client(port: server.port)
    #expect(silent.isAtEnd())
  }
}
