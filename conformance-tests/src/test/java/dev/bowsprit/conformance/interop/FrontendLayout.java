package dev.bowsprit.conformance.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * A frontend image in an OCI layout.
 *
 * @param folder of the layout
 */
record FrontendLayout(Path folder) {

  static final String TAG = "latest";

  /** The image that a Dockerfile makes. */
  static FrontendLayout build(Bowsprit bowsprit, Path work, Context context) throws IOException {
    Programs.need("tar");
    Path archive = work.resolve("frontend.tar");
    bowsprit
        .build(context.folder(), "-t", "frontend:" + TAG, "-o", "type=oci,dest=" + archive)
        .ok();
    Path folder = Files.createDirectories(work.resolve("frontend"));
    Programs.run("tar", "-xf", archive.toString(), "-C", folder.toString()).ok();
    return new FrontendLayout(folder);
  }

  /** A frontend that is a shell script. */
  static FrontendLayout ofScript(Bowsprit bowsprit, Path work, String script) throws IOException {
    return build(
        bowsprit,
        work,
        Context.of(
                work.resolve("frontend-context"),
                """
                FROM busybox
                COPY --chmod=755 frontend /bin/frontend
                ENTRYPOINT ["/bin/frontend"]
                """)
            .file("frontend", "#!/bin/sh\n" + script));
  }

  /** The official Dockerfile frontend; skips the test where its program is not there. */
  static FrontendLayout official(Bowsprit bowsprit, Path work) throws IOException {
    Path program = peer("dockerfile-frontend");
    Path context = Files.createDirectories(work.resolve("frontend-context"));
    Files.copy(program, context.resolve("dockerfile-frontend"));
    return build(
        bowsprit,
        work,
        Context.of(
            context,
            """
            FROM scratch
            COPY dockerfile-frontend /bin/dockerfile-frontend
            LABEL moby.buildkit.frontend.network.none="true"
            LABEL moby.buildkit.frontend.caps="moby.buildkit.frontend.inputs,\
            moby.buildkit.frontend.subrequests,moby.buildkit.frontend.contexts,\
            moby.buildkit.frontend.gitquerystring"
            ENTRYPOINT ["/bin/dockerfile-frontend"]
            """));
  }

  /**
   * A frontend that misbehaves; compiled where it is not there and Go is.
   *
   * @param what it does, with arguments
   */
  static FrontendLayout hostile(Bowsprit bowsprit, Path work, String... what) throws IOException {
    Path context = Files.createDirectories(work.resolve("frontend-context"));
    Files.copy(compiled("hostile-frontend"), context.resolve("hostile-frontend"));
    String command =
        Stream.concat(Stream.of("/bin/hostile-frontend"), Arrays.stream(what))
            .map(word -> '"' + word + '"')
            .collect(Collectors.joining(", ", "[", "]"));
    return build(
        bowsprit,
        work,
        Context.of(
            context, "FROM scratch\nCOPY hostile-frontend /bin/\nENTRYPOINT " + command + "\n"));
  }

  /** A program of {@code peers}; compiled where it is not there, or older than its source. */
  static synchronized Path compiled(String name) throws IOException {
    Path program = Path.of("target", name).toAbsolutePath();
    Path source = Path.of("peers", name, "main.go");
    for (Path known : Stream.concat(findPeer(name).stream(), Stream.of(program)).toList()) {
      if (Files.exists(known)
          && Files.getLastModifiedTime(known).compareTo(Files.getLastModifiedTime(source)) >= 0) {
        return known;
      }
    }
    Programs.need("go");
    Run run =
        Programs.run(
            List.of("go", "build", "-C", "peers", "-o", program.toString(), "./" + name),
            Map.of("CGO_ENABLED", "0"));
    Assumptions.assumeTrue(run.status() == 0, () -> "cannot be compiled here: " + run.err());
    Files.setLastModifiedTime(program, FileTime.from(Instant.now()));
    return program;
  }

  /** A program of BuildKit's; skips the test where it is not there. */
  static Path peer(String name) {
    Optional<Path> found = findPeer(name);
    Assumptions.assumeTrue(
        found.isPresent(), () -> "not in $BOWSPRIT_PEERS or target/peers: " + name);
    return found.orElseThrow();
  }

  private static Optional<Path> findPeer(String name) {
    return Stream.of(
            Optional.ofNullable(System.getenv("BOWSPRIT_PEERS")),
            Optional.of("target/peers"),
            Optional.ofNullable(System.getenv("PATH")))
        .flatMap(Optional::stream)
        .flatMap(folders -> Arrays.stream(folders.split(File.pathSeparator)))
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** Copies the image to a registry. */
  String push(Registry registry, String name) {
    return registry.put(folder, TAG, name);
  }

  /** The digest of the image's manifest. */
  String digest() throws IOException {
    Matcher digest =
        Pattern.compile("\"digest\":\\s*\"(sha256:[0-9a-f]{64})\"")
            .matcher(Files.readString(folder.resolve("index.json")));
    assertThat(digest.find()).isTrue();
    return digest.group(1);
  }

  /** The option that puts this image in the place of a name. */
  String as(String name) {
    return "--build-context=" + name + "=oci-layout://" + folder + ":" + TAG;
  }
}
