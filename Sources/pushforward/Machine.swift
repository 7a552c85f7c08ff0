import Foundation

/// What the process may use of the machine.
enum Machine {
  static var cores: Int { max(1, ProcessInfo.processInfo.activeProcessorCount) }

  /// Bytes of memory: the machine's, or the container's where it has less.
  static var memory: Int {
    min(Int(clamping: ProcessInfo.processInfo.physicalMemory), containerMemory ?? .max)
  }

  private static var containerMemory: Int? {
    let text = try? String(contentsOfFile: "/sys/fs/cgroup/memory.max", encoding: .utf8)
    return text.flatMap { Int($0.trimmingCharacters(in: .whitespacesAndNewlines)) }
  }
}
