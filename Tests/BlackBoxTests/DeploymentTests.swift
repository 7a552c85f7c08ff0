import Foundation
import Testing

/// The files of `deploy/`, as `scripts/validate-deployment` sees them.
@Suite("Deployment")
struct DeploymentTests {
  private static let folder = Repository.root.appending(path: "deploy")

  private func validate(_ folder: URL = folder) throws -> Command {
    let python = try PythonEnvironment("deployment", "kubernetes-validate~=1.36", "check-jsonschema~=0.33")
    return try python.run("scripts/validate-deployment", "--binary", ServerProcess.binary.path, folder.path)
  }

  @Test func `the files are valid`() throws {
    let run = try validate()
    #expect(run.status == 0, "\(run.everything)")
  }

  /// A mistake in a file, and what is then said.
  private static let mistakes: [(file: String, right: String, wrong: String, finding: String)] = [
    ("kubernetes/base/deployment.yaml", "periodSeconds: 10", "period: 10", "Kubernetes 1.27"),
    (
      "kubernetes/base/deployment.yaml", "readOnlyRootFilesystem: true", "readOnlyRootFilesystem: false",
      "write to its root"
    ),
    ("kubernetes/base/deployment.yaml", "_DRAIN_GRACE", "_DRAIN_GRACES", "no option --drain-graces"),
    ("kubernetes/base/deployment.yaml", "path: /readyz", "path: /ready", "no route /ready"),
    ("kubernetes/base/service.yaml", "targetPort: http,", "targetPort: htpt,", "htpt"),
    (
      "kubernetes/base/pod-disruption-budget.yaml", "matchLabels: {app.", "matchLabels: {ap.",
      "does not select the pods"
    ),
    (
      "kubernetes/base/horizontal-pod-autoscaler.yaml", "name: pushforward}\n", "name: pushfroward}\n", "does not scale"
    ),
    ("kubernetes/overlays/production/models/banana.json", "x[1]", "x[2]", "banana.json"),
    ("compose.yaml", "mem_limit", "mem_limits", "mem_limits"),
    ("haproxy/haproxy.cfg", "leastconn", "leastcon", "leastcon"),
  ]

  /// What finds the mistakes in a file, where the script cannot do that itself.
  private static func tool(for file: String) -> String {
    file.contains("overlays") ? "kubectl" : String(file.prefix { $0 != "/" })
  }

  @Test func `mistakes are found`() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "deploy-\(UUID().uuidString)")
    try FileManager.default.copyItem(at: Self.folder, to: folder)
    defer { try? FileManager.default.removeItem(at: folder) }
    for mistake in Self.mistakes {
      let file = folder.appending(path: mistake.file)
      let text = try String(contentsOf: file, encoding: .utf8)
      #expect(text.contains(mistake.right), "\(mistake.file)")
      try text.replacing(mistake.right, with: mistake.wrong).write(to: file, atomically: true, encoding: .utf8)
    }
    let run = try validate(folder)
    #expect(run.status == 1)
    for mistake in Self.mistakes where !run.output.contains("notice: \(Self.tool(for: mistake.file)) is missing") {
      #expect(run.output.contains(mistake.finding), "\(run.output)")
    }
  }
}
