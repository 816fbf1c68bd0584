package dev.bowsprit.frontend.context;

import dev.bowsprit.frontend.host.Host;
import dev.bowsprit.frontend.host.SolvedState;
import dev.bowsprit.frontend.option.BuildOptions;
import dev.bowsprit.frontend.option.OptionKeys;
import dev.bowsprit.frontend.text.GoNumbers;
import dev.bowsprit.llb.FileAction;
import dev.bowsprit.llb.GitSource;
import dev.bowsprit.llb.HttpSource;
import dev.bowsprit.llb.Llb;
import dev.bowsprit.llb.State;
import java.util.Map;
import java.util.Optional;

/**
 * Where a build's files are: at the client, in a git repository, behind a web address, or what
 * another build made.
 *
 * @param context the main context, unless it is at the client
 * @param sourceFiles where the source file is, unless it is at the client
 * @param filename the source file's name, if it is not the frontend's usual one
 * @param contextName the client's name of the context
 * @param sourceName the client's name of the directory that has the source file
 */
public record BuildContext(
    Optional<State> context,
    Optional<State> sourceFiles,
    Optional<String> filename,
    String contextName,
    String sourceName) {

  private static final String CONTEXT = "context";
  private static final String WEB_FILE = "context";
  private static final int HEADER = 1024;

  /**
   * Finds out where the files are.
   *
   * @throws IllegalArgumentException if the context is a git address with a wrong query
   */
  public static BuildContext of(Host host, BuildOptions options) {
    BuildContext found = new Finder(host, options).find();
    String subDir = options.raw().get(OptionKeys.CONTEXT_SUBDIR);
    if (subDir == null || found.context.isEmpty()) {
      return found;
    }
    State scoped =
        Llb.scratch().file(FileAction.copy(found.context.get(), subDir, "/").contentsOnly());
    return new BuildContext(
        Optional.of(scoped),
        found.sourceFiles,
        found.filename,
        found.contextName,
        found.sourceName);
  }

  /** The source file's name. */
  public String filename(String usual) {
    return filename.orElse(usual);
  }

  private record Finder(Host host, BuildOptions options) {

    BuildContext find() {
      Optional<String> filename = Optional.ofNullable(options.raw().get(OptionKeys.FILENAME));
      Optional<String> elsewhere =
          Optional.ofNullable(options.raw().get(OptionKeys.DOCKERFILE_KEY));
      String sourceName = elsewhere.orElse("dockerfile");
      String key = options.raw().getOrDefault(OptionKeys.CONTEXT_KEY, CONTEXT);
      String address = options.option(key);
      Optional<GitReference> git = GitReference.find(address);
      if (git.isPresent()) {
        State source = git(git.get(), address);
        return remote(source, filename, sourceName, elsewhere.isPresent());
      }
      if (address.startsWith("http://") || address.startsWith("https://")) {
        return web(address, filename, sourceName, elsewhere.isPresent());
      }
      Map<String, State> inputs = host.inputs();
      Optional<State> sourceFiles =
          elsewhere.isPresent() ? Optional.empty() : Optional.ofNullable(inputs.get(sourceName));
      return new BuildContext(
          Optional.ofNullable(inputs.get(CONTEXT)), sourceFiles, filename, CONTEXT, sourceName);
    }

    private State git(GitReference reference, String address) {
      GitSource source =
          reference.contextSource(
              GoNumbers.parseBool(options.option(OptionKeys.BUILD_ARG_KEEP_GIT_DIR)));
      boolean epoch = !options.option(OptionKeys.BUILD_ARG_SOURCE_DATE_EPOCH).isEmpty();
      if (epoch && reference.mtime().isEmpty()) {
        source = source.mtime("commit");
      }
      return (options.gitAdvice() ? source.advice() : source)
          .named("[internal] load git source " + address);
    }

    private BuildContext web(
        String address, Optional<String> filename, String sourceName, boolean elsewhere) {
      HttpSource source =
          Llb.http(address).filename(WEB_FILE).named("[internal] load remote build context");
      SolvedState loaded = host.solve(source.marshal());
      if (!Archives.isArchive(loaded.read(WEB_FILE, 0, HEADER))) {
        return remote(source, Optional.of(WEB_FILE), sourceName, elsewhere);
      }
      State unpacked = Llb.scratch().file(FileAction.copy(source, "/" + WEB_FILE, "/").unpack());
      return remote(unpacked, filename, sourceName, elsewhere);
    }

    private static BuildContext remote(
        State state, Optional<String> filename, String sourceName, boolean elsewhere) {
      return new BuildContext(
          Optional.of(state),
          elsewhere ? Optional.empty() : Optional.of(state),
          filename,
          CONTEXT,
          sourceName);
    }
  }
}
