package dev.bowsprit.runtime.ops.exec;

import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.wire.pb.Platform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** For which platforms this host runs programs. */
public final class Platforms {

  private static final Path BINFMT = Path.of("/proc/sys/fs/binfmt_misc");
  private static final String AMD64 = "amd64";

  /** What qemu calls an architecture, where it is another name. */
  private static final Map<String, String> QEMU_NAMES =
      Map.of("arm64", "aarch64", AMD64, "x86_64", "386", "i386");

  private Platforms() {}

  /**
   * Checks that programs of a platform can be run, by the processor or by an emulator that the
   * kernel knows.
   *
   * @throws GatewayException if not
   */
  public static void requireRunnable(Platform platform) {
    List<String> own = own();
    boolean linux = platform.getOS().isEmpty() || platform.getOS().equals("linux");
    String architecture = platform.getArchitecture();
    if (linux
        && (architecture.isEmpty() || own.contains(architecture) || isEmulated(architecture))) {
      return;
    }
    String wanted = platform.getOS() + "/" + architecture;
    if (!platform.getVariant().isEmpty()) {
      wanted += "/" + platform.getVariant();
    }
    throw GatewayException.of(
        GatewayException.Code.UNIMPLEMENTED,
        "no support for running processes with %s platform, supported: %s"
            .formatted(wanted, String.join(", ", own.stream().map(a -> "linux/" + a).toList())));
  }

  private static List<String> own() {
    return switch (System.getProperty("os.arch")) {
      case AMD64 -> List.of(AMD64, "386");
      case "aarch64" -> List.of("arm64");
      default -> List.of(System.getProperty("os.arch"));
    };
  }

  /** Whether an interpreter is registered that the kernel has open, so that containers see it. */
  private static boolean isEmulated(String architecture) {
    Path entry = BINFMT.resolve("qemu-" + QEMU_NAMES.getOrDefault(architecture, architecture));
    try {
      return Files.exists(entry)
          && Files.readAllLines(entry).stream()
              .anyMatch(line -> line.startsWith("flags:") && line.contains("F"));
    } catch (IOException e) {
      return false;
    }
  }
}
