package dev.bowsprit.frontend.context;

import com.google.protobuf.ByteString;
import dev.bowsprit.frontend.host.Host;
import dev.bowsprit.frontend.host.SolvedState;
import dev.bowsprit.frontend.ignore.IgnoreFile;
import dev.bowsprit.frontend.option.BuildOptions;
import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.llb.Llb;
import dev.bowsprit.llb.LocalSource;
import dev.bowsprit.llb.State;
import java.util.List;
import java.util.Optional;

/** The files that COPY and ADD take, without those that an ignore file names. */
public final class MainContext {

  static final String IGNORE_FILE = ".dockerignore";

  /** The most bytes that are read of an ignore file; BuildKit reads no more. */
  static final long MAX_SIZE = 16 << 20;

  private final Host host;
  private final BuildOptions options;
  private final BuildContext context;
  private final Optional<IgnoreFile> ownIgnoreFile;
  private Optional<List<String>> excluded = Optional.empty();

  /**
   * The context of a build.
   *
   * @param ownIgnoreFile the ignore file that belongs to the source file alone, if there is one
   */
  public MainContext(
      Host host, BuildOptions options, BuildContext context, Optional<IgnoreFile> ownIgnoreFile) {
    this.host = host;
    this.options = options;
    this.context = context;
    this.ownIgnoreFile = ownIgnoreFile;
  }

  /** The patterns of the ignore file; none if the context is not at the client. */
  public List<String> ignorePatterns() {
    return context.context().isPresent() ? List.of() : excluded();
  }

  /**
   * The files.
   *
   * @param paths those that are used; all if there are none
   */
  public State state(List<String> paths) {
    if (context.context().isPresent()) {
      return context.context().get();
    }
    String name = context.contextName();
    return Llb.local(name)
        .session(options.sessionOf(name))
        .exclude(excluded())
        .sharedKeyHint(name)
        .followPaths(paths)
        .named("[internal] load build context");
  }

  private synchronized List<String> excluded() {
    if (excluded.isEmpty()) {
      excluded = Optional.of(ownIgnoreFile.orElseGet(this::load).patterns());
    }
    return excluded.get();
  }

  private IgnoreFile load() {
    String name = context.contextName();
    LocalSource source =
        Llb.local(name)
            .session(options.sessionOf(name))
            .followPaths(List.of(IGNORE_FILE))
            .sharedKeyHint(name + "-" + IGNORE_FILE)
            .differ(LocalSource.Differ.NONE)
            .named("[internal] load " + IGNORE_FILE);
    return ignoreFile(host.solve(source.marshal()));
  }

  /**
   * The ignore file of a directory; empty if it has none, or if nothing can be read of it: a client
   * may offer no files at all to a build that needs none, and one that does will fail by itself.
   *
   * @throws dev.bowsprit.frontend.host.FileTooLargeException if it is too large
   */
  static IgnoreFile ignoreFile(SolvedState directory) {
    byte[] content = new byte[0];
    try {
      content = directory.readIfThere(IGNORE_FILE, MAX_SIZE).orElse(content);
    } catch (GatewayException e) {
      if (e.code() == GatewayException.Code.CANCELLED) {
        throw e;
      }
    }
    return new IgnoreFile(IGNORE_FILE, ByteString.copyFrom(content));
  }
}
