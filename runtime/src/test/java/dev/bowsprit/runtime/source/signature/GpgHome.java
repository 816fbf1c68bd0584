package dev.bowsprit.runtime.source.signature;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Keys and signatures made by GnuPG in a home of its own. */
public final class GpgHome implements AutoCloseable {

  private final Path home;
  private String time = "";

  /** Makes a home, or skips the test where GnuPG is not installed. */
  public GpgHome(Path home) throws IOException {
    boolean found =
        Stream.of(System.getenv("PATH").split(":", -1))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, "gpg")));
    assumeTrue(found, "needs gpg");
    this.home =
        Files.createDirectory(
            home,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
  }

  /** Lets GnuPG believe that it is some time, {@code 20200101T000000} for instance. */
  public GpgHome at(String faked) {
    time = faked;
    return this;
  }

  /**
   * Makes a key.
   *
   * @param kind {@code ed25519}, {@code rsa2048}, …
   * @param life how long it is valid: {@code never}, {@code 1d}
   */
  public void key(String name, String kind, String life) {
    run("--quick-gen-key", name, kind, "sign", life);
  }

  /** Gives a key a subkey that signs. */
  public void subkey(String name, String kind) {
    run("--quick-add-key", fingerprint(name), kind, "sign", "never");
  }

  /** Revokes a key. */
  public void revoke(String name) throws IOException {
    Path file = home.resolve("openpgp-revocs.d").resolve(fingerprint(name) + ".rev");
    Path usable = Files.createTempFile(home, "revoke", ".asc");
    Files.writeString(usable, Files.readString(file).replace(":-----BEGIN", "-----BEGIN"));
    run("--import", usable.toString());
  }

  /** A key's fingerprint. */
  public String fingerprint(String name) {
    return run("--with-colons", "--list-keys", name)
        .lines()
        .filter(line -> line.startsWith("fpr:"))
        .findFirst()
        .orElseThrow()
        .split(":", -1)[9];
  }

  /** Public keys in ASCII armour. */
  public String publicKeys(String... names) {
    List<String> command = new ArrayList<>(List.of("--armor", "--export"));
    command.addAll(List.of(names));
    return run(command.toArray(String[]::new));
  }

  /** A detached signature in ASCII armour. */
  public String sign(String name, String content, String... options) throws IOException {
    Path file = Files.writeString(Files.createTempFile(home, "signed", ".txt"), content);
    List<String> command = new ArrayList<>(List.of(options));
    command.addAll(
        List.of(
            "--local-user", name, "--armor", "--output", "-", "--detach-sign", file.toString()));
    return run(command.toArray(String[]::new));
  }

  /** The folder, for programs that run GnuPG. */
  public Path folder() {
    return home;
  }

  private String run(String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                "gpg",
                "--homedir=" + home,
                "--batch",
                "--quiet",
                "--no-tty",
                "--allow-weak-digest-algos",
                "--pinentry-mode=loopback",
                "--passphrase="));
    if (!time.isEmpty()) {
      command.add("--faked-system-time=" + time + "!");
    }
    command.addAll(List.of(arguments));
    return output(command);
  }

  private static String output(List<String> command) {
    try {
      Path errors = Files.createTempFile("gpg", ".err");
      Process process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
      process.getOutputStream().close();
      String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int status = process.waitFor();
      String said = Files.readString(errors);
      Files.delete(errors);
      if (status != 0) {
        throw new IllegalStateException(command + ": " + said);
      }
      return out;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Ends the agent, which would outlive the test. */
  @Override
  public void close() {
    output(List.of("gpgconf", "--homedir", home.toString(), "--kill", "all"));
  }
}
