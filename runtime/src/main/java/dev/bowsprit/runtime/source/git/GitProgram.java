package dev.bowsprit.runtime.source.git;

import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.gateway.GatewayException.Code;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;

/**
 * Runs {@code git} apart from this host's and its users' settings: with an environment of its own,
 * never asking anybody, and only by the protocols that are allowed.
 *
 * @param environment what this program knows besides
 * @param settings of git, for this program only; not on its command line, which everybody may read
 * @param log where its messages go
 */
record GitProgram(Map<String, String> environment, Map<String, String> settings, OutputStream log) {

  /** The protocols by which remotes are reached. */
  static final String REMOTE = "http:https:ssh:git";

  /** The protocol by which repositories of this engine are. */
  static final String OWN = "file";

  private static final List<String> PROXIES =
      List.of(
          "HTTP_PROXY",
          "HTTPS_PROXY",
          "NO_PROXY",
          "ALL_PROXY",
          "http_proxy",
          "https_proxy",
          "no_proxy",
          "all_proxy");

  private static final String NOWHERE = "/dev/null";

  /** Files are to have the usual permissions whoever started the engine. */
  private static final List<String> UMASK =
      List.of("/bin/sh", "-c", "umask 022; exec \"$@\"", "sh", "git");

  private static final Map<String, String> ALWAYS =
      Map.of(
          "core.hooksPath", NOWHERE,
          "fetch.recurseSubmodules", "false",
          "gc.auto", "0",
          "http.lowSpeedLimit", "1",
          "http.lowSpeedTime", "60",
          "init.defaultBranch", "master",
          "maintenance.auto", "false");

  /** A failure of git with what it said. */
  static final class Failure extends Exception {

    private static final long serialVersionUID = 1L;

    Failure(String said, int status) {
      super("git stderr:\n" + said.strip() + ": exit status " + status);
    }

    boolean says(String... texts) {
      return List.of(texts).stream().anyMatch(String.valueOf(getMessage())::contains);
    }

    /** The failure of what was tried with git. */
    GatewayException of(String tried) {
      return GatewayException.of(Code.UNKNOWN, tried + ": " + getMessage());
    }
  }

  /**
   * The program.
   *
   * @param advice whether it may give advice to people
   */
  static GitProgram of(OutputStream log, boolean advice) {
    GitProgram program = new GitProgram(Map.of("GIT_ADVICE", advice ? "1" : "0"), ALWAYS, log);
    return program.with("advice.detachedHead", Boolean.toString(advice));
  }

  /** With more in its environment. */
  GitProgram with(Map<String, String> more) {
    Map<String, String> all = new LinkedHashMap<>(environment);
    all.putAll(more);
    return new GitProgram(all, settings, log);
  }

  /** With one more setting. */
  GitProgram with(String setting, String value) {
    Map<String, String> all = new LinkedHashMap<>(settings);
    all.put(setting, value);
    return new GitProgram(environment, all, log);
  }

  /** Only by these protocols, with colons between. */
  GitProgram by(String protocols) {
    return with(Map.of("GIT_ALLOW_PROTOCOL", protocols));
  }

  /** For a repository. */
  GitProgram in(Path gitDir) {
    return with(Map.of("GIT_DIR", gitDir.toString()));
  }

  /** For a repository and its files. */
  GitProgram in(Path gitDir, Path workTree) {
    return in(gitDir).with(Map.of("GIT_WORK_TREE", workTree.toString()));
  }

  /**
   * Runs git to its end. An interrupt ends it and what it started.
   *
   * @return what it printed
   * @throws Failure if it says that it failed
   */
  String run(Path folder, String... arguments) throws Failure, IOException {
    return new String(print(folder, List.of(arguments)), StandardCharsets.UTF_8);
  }

  /** Like {@link #run}, as bytes. */
  byte[] print(Path folder, List<String> arguments) throws Failure, IOException {
    List<String> command = new ArrayList<>(UMASK);
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.redirectInput(ProcessBuilder.Redirect.from(Path.of(NOWHERE).toFile()));
    builder.environment().clear();
    builder.environment().putAll(variables());
    Process process = builder.start();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    Thread output = copy(process.getInputStream(), out);
    Thread messages = copy(process.getErrorStream(), said);
    int status;
    try {
      status = process.waitFor();
      output.join();
      messages.join();
    } catch (InterruptedException e) {
      kill(process);
      Thread.currentThread().interrupt();
      throw (CancellationException) new CancellationException("interrupted").initCause(e);
    }
    String text = GitIdentifier.redact(said.toString(StandardCharsets.UTF_8));
    log.write(text.getBytes(StandardCharsets.UTF_8));
    if (status != 0) {
      throw new Failure(text, status);
    }
    return out.toByteArray();
  }

  private Map<String, String> variables() {
    Map<String, String> result = new LinkedHashMap<>();
    for (String name : PROXIES) {
      String value = System.getenv(name);
      if (value != null) {
        result.put(name, value);
      }
    }
    String path = System.getenv("PATH");
    result.put("PATH", path == null ? "/usr/bin:/bin" : path);
    result.put("LC_ALL", "C");
    result.put("HOME", NOWHERE);
    result.put("GIT_CONFIG_NOSYSTEM", "1");
    result.put("GIT_CONFIG_GLOBAL", NOWHERE);
    result.put("GIT_TERMINAL_PROMPT", "0");
    result.put("GIT_ALLOW_PROTOCOL", REMOTE);
    result.putAll(environment);
    int count = 0;
    for (Map.Entry<String, String> setting : settings.entrySet()) {
      result.put("GIT_CONFIG_KEY_" + count, setting.getKey());
      result.put("GIT_CONFIG_VALUE_" + count, setting.getValue());
      count++;
    }
    result.put("GIT_CONFIG_COUNT", Integer.toString(count));
    return result;
  }

  private static Thread copy(InputStream from, OutputStream to) {
    return Thread.ofVirtual()
        .name("git output")
        .start(
            () -> {
              try (from) {
                from.transferTo(to);
              } catch (IOException e) {
                // It was killed.
              }
            });
  }

  /** Git's helpers for remotes do not end with it. */
  private static void kill(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
