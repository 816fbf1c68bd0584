package dev.bowsprit.runtime.worker.exec;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What of the kernel's files a sandboxed process does not see, or cannot write. */
final class HiddenPaths {

  static final List<String> READONLY =
      List.of("/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger");

  /** Those of this kernel. */
  static final List<String> MASKED = masked();

  private HiddenPaths() {}

  private static List<String> masked() {
    List<String> all =
        new ArrayList<>(
            List.of(
                "/proc/acpi",
                "/proc/asound",
                "/proc/interrupts",
                "/proc/kcore",
                "/proc/keys",
                "/proc/latency_stats",
                "/proc/timer_list",
                "/proc/timer_stats",
                "/proc/sched_debug",
                "/sys/firmware",
                "/sys/devices/virtual/powercap",
                "/proc/scsi"));
    Path cpus = Path.of("/sys/devices/system/cpu");
    try (DirectoryStream<Path> each = Files.newDirectoryStream(cpus, "cpu[0-9]*")) {
      each.forEach(cpu -> all.add(cpu.resolve("thermal_throttle").toString()));
    } catch (IOException e) {
      // A kernel that does not show its processors has nothing there to hide.
    }
    return all.stream().filter(path -> Files.exists(Path.of(path))).sorted().toList();
  }
}
