import FoundationEssentials

/// What the process may use of the machine.
enum Machine {
  /// Processor cores: the machine's, or as many as the container's quota of time amounts to, rounded up, where it has fewer.
  static var cores: Int {
    max(1, min(ProcessInfo.processInfo.activeProcessorCount, containerCores ?? .max))
  }

  /// Bytes of memory: the machine's, or the container's where it has less.
  static var memory: Int {
    min(Int(clamping: ProcessInfo.processInfo.physicalMemory), containerMemory ?? .max)
  }

  /// The control group says microseconds of processor time and in how many microseconds these may be used, or `max` for the first.
  private static var containerCores: Int? {
    let quota = controlGroup("cpu.max").compactMap { Int($0) }
    guard quota.count == 2, quota[0] > 0, quota[1] > 0 else { return nil }
    return (quota[0] - 1) / quota[1] + 1
  }

  private static var containerMemory: Int? {
    controlGroup("memory.max").first.flatMap { Int($0) }
  }

  /// The words in a file of the process's own control group, none where there is no such file.
  private static func controlGroup(_ file: String) -> [Substring] {
    let text = try? String(contentsOfFile: "/sys/fs/cgroup/\(file)", encoding: .utf8)
    return text?.split(whereSeparator: \.isWhitespace) ?? []
  }
}
