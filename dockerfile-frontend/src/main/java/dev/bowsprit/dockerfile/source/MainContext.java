package dev.bowsprit.dockerfile.source;

import dev.bowsprit.dockerfile.option.BuildOptions;
import dev.bowsprit.frontend.ignore.IgnoreFile;
import dev.bowsprit.llb.Llb;
import dev.bowsprit.llb.LocalSource;
import dev.bowsprit.llb.MarshalOptions;
import dev.bowsprit.llb.State;
import dev.bowsprit.wire.gateway.Ref;
import java.util.List;
import java.util.Optional;

/** The files that COPY and ADD take, without those that an ignore file names. */
public final class MainContext {

  static final String IGNORE_FILE = ".dockerignore";

  private final Host host;
  private final BuildOptions options;
  private final BuildContext context;
  private final Optional<byte[]> ownIgnoreFile;
  private Optional<List<String>> excluded = Optional.empty();

  /** The context of a build. */
  public MainContext(
      Host host, BuildOptions options, BuildContext context, DockerfileSource dockerfile) {
    this.host = host;
    this.options = options;
    this.context = context;
    // an empty one says nothing, not even that there is to be no other
    this.ownIgnoreFile = dockerfile.ignoreFile().filter(file -> file.length > 0);
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
      String name = ownIgnoreFile.isPresent() ? context.filename() + IGNORE_FILE : IGNORE_FILE;
      byte[] content = ownIgnoreFile.orElseGet(this::load);
      try {
        excluded = Optional.of(IgnoreFile.patterns(content));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("failed parsing " + name + ": " + e.getMessage(), e);
      }
    }
    return excluded.get();
  }

  private byte[] load() {
    String name = context.contextName();
    LocalSource source =
        Llb.local(name)
            .session(options.sessionOf(name))
            .followPaths(List.of(IGNORE_FILE))
            .sharedKeyHint(name + "-" + IGNORE_FILE)
            .differ(LocalSource.Differ.NONE)
            .named("[internal] load " + IGNORE_FILE);
    Ref ref = host.solve(source.marshal(MarshalOptions.DEFAULT));
    return host.readIfThere(ref, IGNORE_FILE).orElse(new byte[0]);
  }
}
