import FoundationEssentials
import Glibc

/// What the process has used of the machine, under the names that Prometheus' own client libraries have for it.
struct ProcessSample: Sendable {
  /// When the process began to serve, in seconds since 1970.
  let start = Date().timeIntervalSince1970

  func write(to exposition: inout Exposition) {
    exposition.single("process_cpu_seconds_total", .counter, "Processor time used.", cpuSeconds)
    exposition.single("process_resident_memory_bytes", .gauge, "Resident memory.", residentByteCount)
    exposition.single("process_open_fds", .gauge, "Open file descriptors.", openDescriptors)
    exposition.single("process_max_fds", .gauge, "Open file descriptors allowed.", maximumDescriptors)
    exposition.single("process_start_time_seconds", .gauge, "When the process started.", start)
  }

  private var cpuSeconds: Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  /// The second number of statm: resident pages.
  private var residentByteCount: Int {
    let statm = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8)) ?? ""
    let pages = statm.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
    return pages * sysconf(Int32(_SC_PAGESIZE))
  }

  private var openDescriptors: Int {
    (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count) ?? 0
  }

  private var maximumDescriptors: UInt {
    var limit = rlimit()
    getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    return UInt(limit.rlim_cur)
  }
}
