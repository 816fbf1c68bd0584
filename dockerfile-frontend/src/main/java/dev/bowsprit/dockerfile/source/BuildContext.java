package dev.bowsprit.dockerfile.source;

import dev.bowsprit.dockerfile.option.BuildOptions;
import dev.bowsprit.dockerfile.text.GoNumbers;
import dev.bowsprit.llb.FileAction;
import dev.bowsprit.llb.GitSource;
import dev.bowsprit.llb.HttpSource;
import dev.bowsprit.llb.Llb;
import dev.bowsprit.llb.MarshalOptions;
import dev.bowsprit.llb.State;
import dev.bowsprit.wire.gateway.Ref;
import java.util.Map;
import java.util.Optional;

/**
 * Where a build's files are: at the client, in a git repository, behind a web address, or what
 * another build made.
 *
 * @param context the context, unless it is at the client
 * @param dockerfile where the Dockerfile is, unless it is at the client
 * @param filename the Dockerfile's name
 * @param contextName the client's name of the context
 * @param dockerfileName the client's name of the directory that has the Dockerfile
 */
public record BuildContext(
    Optional<State> context,
    Optional<State> dockerfile,
    String filename,
    String contextName,
    String dockerfileName) {

  private static final String WEB_FILE = "context";
  private static final int HEADER = 1024;

  /** Finds out where the files are. */
  public static BuildContext of(Host host, BuildOptions options) {
    BuildContext found = new Finder(host, options).find();
    String subDir = options.raw().get("contextsubdir");
    if (subDir == null || found.context.isEmpty()) {
      return found;
    }
    State scoped =
        Llb.scratch().file(FileAction.copy(found.context.get(), subDir, "/").contentsOnly());
    return new BuildContext(
        Optional.of(scoped),
        found.dockerfile,
        found.filename,
        found.contextName,
        found.dockerfileName);
  }

  private record Finder(Host host, BuildOptions options) {

    BuildContext find() {
      String filename = options.raw().getOrDefault("filename", "Dockerfile");
      Optional<String> elsewhere = Optional.ofNullable(options.raw().get("dockerfilekey"));
      String dockerfileName = elsewhere.orElse("dockerfile");
      String key = options.raw().getOrDefault("contextkey", "context");
      String address = options.option(key);
      Optional<GitReference> git = GitReference.find(address);
      if (git.isPresent()) {
        State source = git(git.get(), address);
        return remote(source, filename, dockerfileName, elsewhere.isPresent());
      }
      if (address.startsWith("http://") || address.startsWith("https://")) {
        return web(address, filename, dockerfileName, elsewhere.isPresent());
      }
      Map<String, dev.bowsprit.wire.pb.Definition> inputs =
          host.hasInputs() ? host.inputs() : Map.of();
      Optional<State> dockerfile =
          elsewhere.isPresent()
              ? Optional.empty()
              : Optional.ofNullable(inputs.get(dockerfileName)).map(Host::state);
      return new BuildContext(
          Optional.ofNullable(inputs.get("context")).map(Host::state),
          dockerfile,
          filename,
          "context",
          dockerfileName);
    }

    private State git(GitReference reference, String address) {
      GitSource source =
          reference.contextSource(
              GoNumbers.parseBool(
                  options.option(BuildOptions.BUILD_ARG + "BUILDKIT_CONTEXT_KEEP_GIT_DIR")));
      boolean epoch = !options.option(BuildOptions.BUILD_ARG + "SOURCE_DATE_EPOCH").isEmpty();
      if (epoch && reference.mtime().isEmpty()) {
        source = source.mtime("commit");
      }
      return (options.gitAdvice() ? source.advice() : source)
          .named("[internal] load git source " + address);
    }

    private BuildContext web(
        String address, String filename, String dockerfileName, boolean elsewhere) {
      HttpSource source =
          Llb.http(address).filename(WEB_FILE).named("[internal] load remote build context");
      Ref ref = host.solve(source.marshal(MarshalOptions.DEFAULT));
      if (!Archives.isArchive(host.read(ref, WEB_FILE, HEADER))) {
        return remote(source, WEB_FILE, dockerfileName, elsewhere);
      }
      State unpacked = Llb.scratch().file(FileAction.copy(source, "/" + WEB_FILE, "/").unpack());
      return remote(unpacked, filename, dockerfileName, elsewhere);
    }

    private static BuildContext remote(
        State state, String filename, String dockerfileName, boolean elsewhere) {
      return new BuildContext(
          Optional.of(state),
          elsewhere ? Optional.empty() : Optional.of(state),
          filename,
          "context",
          dockerfileName);
    }
  }
}
