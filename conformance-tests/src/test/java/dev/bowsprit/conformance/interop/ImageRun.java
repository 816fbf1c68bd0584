package dev.bowsprit.conformance.interop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Runs images as others do: umoci unpacks them, and runc starts what they say. */
final class ImageRun {

  private ImageRun() {}

  /**
   * Runs the image of an OCI archive; skips the test where a program is missing.
   *
   * @param work a folder for what comes in between
   */
  static Run of(Path archive, Path work) throws IOException {
    Programs.need("skopeo", "umoci", "runc");
    Path bundle = work.resolve("bundle-" + archive.getFileName());
    String layout = work.resolve("layout-" + archive.getFileName()) + ":image";
    Programs.run("skopeo", "copy", "oci-archive:" + archive, "oci:" + layout).ok();
    Programs.run("umoci", "unpack", "--image", layout, bundle.toString()).ok();
    Path config = bundle.resolve("config.json");
    Files.writeString(
        config, Files.readString(config).replace("\"terminal\": true", "\"terminal\": false"));
    String name = "bowsprit-test-" + ProcessHandle.current().pid() + "-" + bundle.hashCode();
    return Programs.run("runc", "run", "--bundle", bundle.toString(), name);
  }
}
