package dev.bowsprit.conformance.images;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/**
 * A base image of one layer, made of the machine's own static busybox, as an OCI image layout.
 *
 * @param layout the folder of the layout
 * @param tag the image's name in it
 * @param digest the digest of the image's manifest
 */
public record BusyboxImage(Path layout, String tag, String digest) {
  private static final String TAG = "latest";

  /** The arguments by which {@code buildctl} builds a context that has it as {@code busybox}. */
  public List<String> buildctl(Path context) {
    return List.of(
        "build",
        "--frontend=dockerfile.v0",
        "--local=context=" + context,
        "--local=dockerfile=" + context,
        "--oci-layout=busybox=" + layout,
        "--opt=context:busybox=oci-layout:busybox@" + digest,
        "--progress=plain");
  }

  /** The busybox of this machine, if it has one. */
  public static Optional<Path> program() {
    return Stream.of("/usr/bin/busybox", "/bin/busybox")
        .map(Path::of)
        .filter(Files::isExecutable)
        .findFirst();
  }

  /**
   * Writes the image. Equal programs give equal images.
   *
   * @param layout a folder, which is made; it may hold an older layout of the same image
   * @throws IOException if busybox is missing, does not run, or the folder cannot be written
   */
  public static BusyboxImage write(Path layout) throws IOException {
    Path busybox = program().orElseThrow(() -> new IOException("busybox-static is not installed"));
    Files.createDirectories(layout.resolve("blobs/sha256"));
    var tar = new ByteArrayOutputStream();
    try (var layer = new TarStream(tar)) {
      for (String folder : List.of("bin", "etc", "root", "usr")) {
        layer.directory(folder, 0755);
      }
      layer.directory("tmp", 01777);
      layer.file("bin/busybox", 0755, Files.readAllBytes(busybox));
      for (String applet : applets(busybox)) {
        if (!applet.equals("busybox")) {
          layer.symlink("bin/" + applet, "busybox");
        }
      }
      layer.symlink("usr/bin", "../bin");
      layer.file("etc/passwd", 0644, "root:x:0:0:root:/root:/bin/sh\n".getBytes(UTF_8));
      layer.file("etc/group", 0644, "root:x:0:\n".getBytes(UTF_8));
    }
    var gzip = new ByteArrayOutputStream();
    try (var compressed = new GZIPOutputStream(gzip)) {
      tar.writeTo(compressed);
    }
    Blob blob = blob(layout, gzip.toByteArray());
    Blob config =
        blob(
            layout,
            """
            {"architecture":"%s","os":"linux","config":{"Env":["PATH=/usr/local/sbin:/usr/local/bin:\
            /usr/sbin:/usr/bin:/sbin:/bin"],"Cmd":["sh"]},"rootfs":{"type":"layers","diff_ids":["%s"]},\
            "history":[{"created":"1970-01-01T00:00:00Z","created_by":"busybox of this machine"}]}"""
                .formatted(architecture(), sha256(tar.toByteArray()))
                .getBytes(UTF_8));
    String media = "application/vnd.oci.image.";
    Blob manifest =
        blob(
            layout,
            """
            {"schemaVersion":2,"mediaType":"%smanifest.v1+json","config":%s,"layers":[%s]}"""
                .formatted(
                    media,
                    config.descriptor(media + "config.v1+json", ""),
                    blob.descriptor(media + "layer.v1.tar+gzip", ""))
                .getBytes(UTF_8));
    String name = ",\"annotations\":{\"org.opencontainers.image.ref.name\":\"" + TAG + "\"}";
    Files.writeString(
        layout.resolve("index.json"),
        """
        {"schemaVersion":2,"mediaType":"%sindex.v1+json","manifests":[%s]}"""
            .formatted(media, manifest.descriptor(media + "manifest.v1+json", name)));
    Files.writeString(layout.resolve("oci-layout"), "{\"imageLayoutVersion\":\"1.0.0\"}");
    return new BusyboxImage(layout, TAG, manifest.digest());
  }

  private record Blob(String digest, int size) {
    String descriptor(String mediaType, String more) {
      return "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d%s}"
          .formatted(mediaType, digest, size, more);
    }
  }

  private static Blob blob(Path layout, byte[] content) throws IOException {
    String digest = sha256(content);
    Files.write(layout.resolve("blobs").resolve(digest.replace(':', '/')), content);
    return new Blob(digest, content.length);
  }

  private static List<String> applets(Path busybox) throws IOException {
    Process list =
        new ProcessBuilder(busybox.toString(), "--list").redirectErrorStream(true).start();
    try (var reader = list.inputReader()) {
      return reader.lines().toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static String architecture() {
    String name = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
    return switch (name) {
      case "x86_64" -> "amd64";
      case "aarch64" -> "arm64";
      default -> name;
    };
  }

  private static String sha256(byte[] content) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(content);
      return "sha256:" + HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
