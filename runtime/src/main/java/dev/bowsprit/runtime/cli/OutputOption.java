package dev.bowsprit.runtime.cli;

import dev.bowsprit.frontend.text.GoNumbers;
import dev.bowsprit.runtime.session.client.OutputTarget;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One {@code --output}: what is made, and where it goes on this side.
 *
 * @param type the exporter
 * @param attributes the exporter's attributes
 * @param target where its result goes, for those that send one to the client
 */
record OutputOption(String type, Map<String, String> attributes, Optional<OutputTarget> target) {

  /**
   * Reads an option.
   *
   * @param tags the names that the image gets, if the option has none
   * @return empty for {@code type=cacheonly}
   */
  static Optional<OutputOption> parse(String text, List<String> tags, Console console) {
    Map<String, String> fields = fields(text);
    String type = Optional.ofNullable(fields.remove("type")).orElse("");
    Optional<String> dest = Optional.ofNullable(fields.remove("dest"));
    return switch (type) {
      case "" ->
          throw new UsageException(
              "--output " + text + " has no type",
              "one of type=oci, docker, image, registry, local, tar");
      case "cacheonly" -> Optional.empty();
      case "local" -> Optional.of(local(text, fields, dest, console));
      case "tar" -> Optional.of(new OutputOption(type, fields, stream(type, dest, console)));
      case "oci", "docker" -> Optional.of(archive(text, type, fields, dest, tags, console));
      case "registry" -> {
        fields.putIfAbsent("push", "true");
        yield Optional.of(image(fields, tags));
      }
      case "image" -> Optional.of(image(fields, tags));
      default ->
          throw new UsageException(
              "unknown type \"" + type + "\" in --output " + text,
              "one of type=oci, docker, image, registry, local, tar");
    };
  }

  /** A lone path is a folder, and a lone dash an archive on standard output. */
  private static Map<String, String> fields(String text) {
    Map<String, String> fields = new LinkedHashMap<>();
    if (text.equals("-")) {
      fields.put("type", "tar");
      fields.put("dest", "-");
    } else if (!text.contains("=")) {
      fields.put("type", "local");
      fields.put("dest", text);
    } else {
      fields.putAll(Fields.map("--output", text));
    }
    return fields;
  }

  private static OutputOption local(
      String text, Map<String, String> fields, Optional<String> dest, Console console) {
    String folder =
        dest.filter(path -> !path.isEmpty() && !path.equals("-"))
            .orElseThrow(
                () -> new UsageException("--output " + text + " needs a folder", "add dest=PATH"));
    boolean delete = "delete".equals(fields.get("mode"));
    return new OutputOption(
        "local", fields, Optional.of(new OutputTarget.ToFolder(console.path(folder), delete)));
  }

  private static OutputOption archive(
      String text,
      String type,
      Map<String, String> fields,
      Optional<String> dest,
      List<String> tags,
      Console console) {
    if (isFolder(fields)) {
      throw new UsageException(
          "--output " + text + ": an image layout as a folder is not supported",
          "leave out tar=false and unpack the archive");
    }
    addName(fields, tags);
    if (dest.isEmpty() && type.equals("docker")) {
      return new OutputOption(type, fields, Optional.of(new OutputTarget.ToStream(() -> load())));
    }
    return new OutputOption(type, fields, stream(type, dest, console));
  }

  /** Whether an image is to be a folder; other values than Go's booleans are left to the engine. */
  private static boolean isFolder(Map<String, String> fields) {
    return Optional.ofNullable(fields.get("tar"))
        .flatMap(GoNumbers::parseBool)
        .filter(tar -> !tar)
        .isPresent();
  }

  private static OutputOption image(Map<String, String> fields, List<String> tags) {
    addName(fields, tags);
    return new OutputOption("image", fields, Optional.empty());
  }

  private static void addName(Map<String, String> fields, List<String> tags) {
    if (!tags.isEmpty()) {
      fields.putIfAbsent("name", String.join(",", tags));
    }
  }

  private static Optional<OutputTarget> stream(
      String type, Optional<String> dest, Console console) {
    String path = dest.orElse("-");
    if (!path.equals("-")) {
      Path file = console.path(path);
      if (file.toFile().isDirectory()) {
        throw new UsageException(
            "--output type=" + type + ",dest=" + path + ": this is a folder, and a file is needed");
      }
      return Optional.of(new OutputTarget.ToFile(file));
    }
    if (console.outIsTerminal()) {
      throw new UsageException(
          "--output type=" + type + " would write an archive to the terminal",
          "add dest=FILE, or send standard output elsewhere");
    }
    return Optional.of(new OutputTarget.ToStream(() -> console.out()));
  }

  /** What a Docker daemon reads through its own command. */
  private static OutputStream load() throws IOException {
    Process docker;
    try {
      docker =
          new ProcessBuilder("docker", "load")
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
    } catch (IOException e) {
      throw new IOException(
          "cannot run `docker load`; add dest=FILE to write the image to a file", e);
    }
    return new FilterOutputStream(docker.getOutputStream()) {
      @Override
      public void write(byte[] source, int offset, int length) throws IOException {
        out.write(source, offset, length);
      }

      @Override
      public void close() throws IOException {
        super.close();
        try {
          if (docker.waitFor() != 0) {
            throw new IOException("`docker load` failed with code " + docker.exitValue());
          }
        } catch (InterruptedException e) {
          docker.destroy();
          Thread.currentThread().interrupt();
          throw new IOException("`docker load` was interrupted", e);
        }
      }
    };
  }
}
