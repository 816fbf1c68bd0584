package dev.bowsprit.frontend.testkit;

import com.google.protobuf.ByteString;
import dev.bowsprit.llb.GoPath;
import dev.bowsprit.wire.pb.Meta;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** A command that a test plays: what it was called with, and the files that it sees. */
public final class ExecCall {

  /** A tree that is mounted, and whether it may be written. */
  record Mounted(FileTree tree, boolean writable) {}

  private final Meta meta;
  private final Map<String, String> environment = new LinkedHashMap<>();
  private final SortedMap<String, Mounted> mounts = new TreeMap<>();
  private final StringBuilder out = new StringBuilder();
  private int exitCode;

  ExecCall(Meta meta, Map<String, Mounted> mounts, Map<String, String> secrets) {
    this.meta = meta;
    for (String variable : meta.getEnvList()) {
      int equals = variable.indexOf('=');
      environment.put(
          equals < 0 ? variable : variable.substring(0, equals),
          equals < 0 ? "" : variable.substring(equals + 1));
    }
    environment.putAll(secrets);
    mounts.forEach((path, mount) -> this.mounts.put(GoPath.clean("/" + path), mount));
  }

  /** The program and its arguments. */
  public List<String> args() {
    return meta.getArgsList();
  }

  /** The program and its arguments with a space between them. */
  public String commandLine() {
    return String.join(" ", args());
  }

  /** The variables, in their order, with those that secrets fill. */
  public Map<String, String> environment() {
    return Collections.unmodifiableMap(environment);
  }

  /** The working directory. */
  public String workingDir() {
    return meta.getCwd();
  }

  /** Whom it runs as; empty for root. */
  public String user() {
    return meta.getUser();
  }

  /** Where something is mounted, sorted; the first is {@code /}. */
  public List<String> mountPoints() {
    return List.copyOf(mounts.keySet());
  }

  /** The text of a file; a relative path is one in the working directory. */
  public Optional<String> read(String path) {
    Place place = place(path);
    return place.mount.tree().text(place.path);
  }

  /** The names in a directory of one mount. */
  public List<String> list(String path) {
    Place place = place(path);
    return place.mount.tree().list(place.path);
  }

  /**
   * Writes a text file of mode 0644.
   *
   * @throws IllegalArgumentException if its mount is read-only
   */
  public ExecCall write(String path, String text) {
    return write(path, ByteString.copyFromUtf8(text), 0644);
  }

  /**
   * Writes a file.
   *
   * @throws IllegalArgumentException if its mount is read-only
   */
  public ExecCall write(String path, ByteString content, int permissions) {
    Place place = writable(path);
    place.mount.tree().file(place.path, content, permissions);
    return this;
  }

  /**
   * Deletes a file or a tree.
   *
   * @throws IllegalArgumentException if its mount is read-only
   */
  public ExecCall remove(String path) {
    Place place = writable(path);
    place.mount.tree().remove(place.path);
    return this;
  }

  /** Prints a text, which readers of the process's output get. */
  public ExecCall print(String text) {
    out.append(text);
    return this;
  }

  /** Ends with an exit code; others than 0 fail the step, unless it takes them as valid. */
  public void exit(int code) {
    exitCode = code;
  }

  int exitCode() {
    return exitCode;
  }

  ByteString output() {
    return ByteString.copyFrom(out.toString(), StandardCharsets.UTF_8);
  }

  private record Place(Mounted mount, String path) {}

  private Place writable(String path) {
    Place place = place(path);
    if (!place.mount.writable()) {
      throw new IllegalArgumentException(path + ": read-only file system");
    }
    return place;
  }

  /** The innermost mount that a path is in, and the path in there. */
  private Place place(String path) {
    String absolute =
        path.startsWith("/") ? GoPath.clean(path) : GoPath.join("/", meta.getCwd(), path);
    for (String at = absolute; ; at = GoPath.dir(at)) {
      Mounted mount = mounts.get(at);
      if (mount != null) {
        return new Place(mount, "/" + absolute.substring(at.length()));
      }
      if (at.equals("/")) {
        throw new IllegalArgumentException(path + ": nothing is mounted there");
      }
    }
  }
}
