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

  /** The name by which Dockerfiles would select it. */
  static final String NAME = "example.com/frontend:1";

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
                "-t=" + NAME,
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
