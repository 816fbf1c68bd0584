package dev.bowsprit.runtime.worker.exec;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A small root file system: the static busybox of this host and its most used names. */
public final class Busybox {

  private static final Path PROGRAM = Path.of("/bin/busybox");

  private static final List<String> NAMES =
      List.of(
          "sh",
          "cat",
          "echo",
          "env",
          "false",
          "grep",
          "hostname",
          "id",
          "kill",
          "ln",
          "ls",
          "mkdir",
          "mount",
          "pwd",
          "rm",
          "sleep",
          "stat",
          "stty",
          "test",
          "touch",
          "true",
          "tty",
          "ulimit",
          "wc",
          "sync",
          "ip",
          "head",
          "find",
          "ps",
          "setsid",
          "chown",
          "chmod",
          "nc",
          "dd");

  private Busybox() {}

  /** Fills a folder; skips the test if there is no busybox. */
  public static void install(Path root) throws IOException {
    assumeTrue(Files.isExecutable(PROGRAM), "needs a static /bin/busybox");
    Path bin = Files.createDirectories(root.resolve("bin"));
    Files.copy(PROGRAM, bin.resolve("busybox"));
    for (String name : NAMES) {
      Files.createSymbolicLink(bin.resolve(name), Path.of("busybox"));
    }
    Files.createDirectories(root.resolve("etc"));
    Files.writeString(
        root.resolve("etc/passwd"),
        "root:x:0:0:root:/root:/bin/sh\nboat:x:1000:1001::/home/boat:/bin/sh\n");
    Files.writeString(
        root.resolve("etc/group"), "root:x:0:\nboat:x:1001:\ncrew:x:1002:boat,other\n");
  }
}
