package dev.bowsprit.conformance.bench;

import dev.bowsprit.frontend.packaging.FrontendInspector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The image of a frontend in an OCI layout, and its files.
 *
 * @param title for the table
 * @param layout the folder
 * @param tag which image of the layout
 * @param root where its files were unpacked
 */
record FrontendImage(String title, Path layout, String tag, Path root) {

  private static final String REPOSITORY = "example.com/frontend:";

  /** The name by which Dockerfiles would select it. */
  String name() {
    return REPOSITORY + tag;
  }

  /**
   * Makes the image of one of ours, and unpacks it.
   *
   * @param home the tree, with its launcher
   * @param frontend what the launcher is to package
   */
  static FrontendImage pack(String title, Path home, String frontend, Path work, Path log)
      throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory(work, "ours");
    Path layout = folder.resolve("layout");
    new Command(
            List.of(
                home.resolve("bowsprit").toString(),
                "frontend",
                "package",
                frontend,
                "-t=" + REPOSITORY + "1",
                "-o=type=oci,tar=false,dest=" + layout),
            Map.of())
        .time(log);
    return unpack(title, layout, "1", folder.resolve("root"), log);
  }

  /** Unpacks the files of an image of one platform. */
  static FrontendImage unpack(String title, Path layout, String tag, Path root, Path log)
      throws IOException, InterruptedException {
    Files.createDirectories(root);
    for (Path layer : inspect(layout, tag).layerFiles(layout)) {
      new Command(List.of("tar", "-xzf", layer.toString(), "-C", root.toString()), Map.of())
          .time(log);
    }
    return new FrontendImage(title, layout, tag, root);
  }

  /**
   * Makes the image of the official one, of its program.
   *
   * @param peers the folder with the program
   * @param builder what builds it
   */
  static FrontendImage official(Path peers, BowspritContender builder, Path work, Path log)
      throws IOException, InterruptedException {
    Path context = Files.createDirectories(work.resolve("official-context"));
    Files.copy(peers.resolve("dockerfile-frontend"), context.resolve("dockerfile-frontend"));
    Files.writeString(
        context.resolve("Dockerfile"),
        """
        FROM scratch
        COPY dockerfile-frontend /bin/dockerfile-frontend
        LABEL moby.buildkit.frontend.network.none="true"
        ENTRYPOINT ["/bin/dockerfile-frontend"]
        """);
    Path archive = work.resolve("official.tar");
    Path layout = Files.createDirectories(work.resolve("official"));
    Command build = builder.build(context, true, archive, Optional.empty());
    List<String> named = new ArrayList<>(build.arguments());
    named.add("--tag=" + REPOSITORY + "official");
    new Command(named, build.environment()).time(log);
    new Command(List.of("tar", "-xf", archive.toString(), "-C", layout.toString()), Map.of())
        .time(log);
    return unpack(
        "image of the official one (Go)", layout, "official", work.resolve("official-root"), log);
  }

  private record Inspection(FrontendInspector.Inspected inspected) {

    List<Path> layerFiles(Path layout) {
      return inspected.variants().getFirst().layers().stream()
          .map(layer -> layout.resolve("blobs/sha256").resolve(layer.digest().hex()))
          .toList();
    }
  }

  private static Inspection inspect(Path layout, String tag) throws IOException {
    try (var inspector = FrontendInspector.ofLayout(layout, Optional.of(tag))) {
      return new Inspection(inspector.inspect());
    }
  }

  FrontendInspector.Inspected inspect() throws IOException {
    return inspect(layout, tag).inspected();
  }

  /** The program, for where the files are, which is to be the current folder. */
  List<String> program() throws IOException {
    List<String> program = new ArrayList<>();
    for (String word : inspect().variants().getFirst().config().config().entrypoint()) {
      program.add(word.replaceAll("(?<=^|[:=])/(?=[a-z])", root + "/"));
    }
    return program;
  }
}
