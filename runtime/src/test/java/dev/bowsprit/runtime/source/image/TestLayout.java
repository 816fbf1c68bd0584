package dev.bowsprit.runtime.source.image;

import dev.bowsprit.llb.Digest;
import dev.bowsprit.runtime.worker.tar.TarHeader;
import dev.bowsprit.runtime.worker.tar.TarWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

/** An OCI layout with one small image of one layer. */
public final class TestLayout {

  private TestLayout() {}

  /** Makes the layout in a new folder. */
  public static Path create(Path folder) throws IOException {
    Files.createDirectories(folder.resolve("blobs/sha256"));
    byte[] tar = tar();
    ByteArrayOutputStream gzip = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(gzip)) {
      out.write(tar);
    }
    String layer = blob(folder, gzip.toByteArray());
    String config =
        blob(
            folder,
            """
            {"architecture":"amd64","os":"linux","config":{"Cmd":["sh"]},
             "rootfs":{"type":"layers","diff_ids":["%s"]},"history":[{"created_by":"test"}]}"""
                .formatted(Digest.sha256(tar)));
    String manifest =
        blob(
            folder,
            """
            {"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json",
             "config":{"mediaType":"application/vnd.oci.image.config.v1+json",%s},
             "layers":[{"mediaType":"application/vnd.oci.image.layer.v1.tar+gzip",%s}]}"""
                .formatted(config, layer));
    Files.writeString(folder.resolve("oci-layout"), "{\"imageLayoutVersion\":\"1.0.0\"}");
    Files.writeString(
        folder.resolve("index.json"),
        """
        {"schemaVersion":2,"manifests":[
          {"mediaType":"application/vnd.oci.image.manifest.v1+json",%s}]}"""
            .formatted(manifest));
    return folder;
  }

  private static byte[] tar() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (TarWriter tar = new TarWriter(out)) {
      tar.begin(TarHeader.of(TarHeader.DIRECTORY, "etc/", "", 0755, 0, 0, 0, 1_000_000_000));
      tar.entry(
          TarHeader.of(TarHeader.FILE, "etc/greeting", "", 0644, 0, 0, 5, 1_000_000_000),
          "hello".getBytes(StandardCharsets.UTF_8));
    }
    return out.toByteArray();
  }

  private static String blob(Path folder, String content) throws IOException {
    return blob(folder, content.getBytes(StandardCharsets.UTF_8));
  }

  private static String blob(Path folder, byte[] content) throws IOException {
    Digest digest = Digest.sha256(content);
    Files.write(folder.resolve("blobs/sha256").resolve(digest.hex()), content);
    return "\"digest\":\"" + digest + "\",\"size\":" + content.length;
  }
}
