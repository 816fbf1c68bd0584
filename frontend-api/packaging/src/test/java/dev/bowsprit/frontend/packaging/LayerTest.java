package dev.bowsprit.frontend.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LayerTest {
  @TempDir Path work;

  private Path file(String name, String content, String mode, long time) throws IOException {
    Path file = Files.createDirectories(work.resolve("files")).resolve(name);
    Files.writeString(file, content);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    Files.setLastModifiedTime(file, FileTime.from(Instant.ofEpochSecond(time)));
    return file;
  }

  private Layer layer(String name, Path program, Path text) throws IOException {
    var files = new TreeMap<String, Path>();
    files.put("jre/bin/java", program);
    files.put("app/a-rather-long-name/".repeat(6) + "text", text);
    return Layer.write(BlobFolder.at(work.resolve(name)), files, "");
  }

  @Test
  void equalFilesGiveEqualLayers() throws IOException {
    Layer first = layer("1", file("p", "x", "rwx------", 5), file("t", "y", "rw-rw-r--", 6));
    Layer second = layer("2", file("q", "x", "rwxr-xr-x", 7), file("u", "y", "rw-------", 8));
    assertThat(first.blob()).isEqualTo(second.blob());
    assertThat(first.diffId()).isEqualTo(second.diffId()).isNotEqualTo(first.blob().digest());
  }

  @Test
  void everybodyMayReadItsFiles() throws IOException {
    Layer layer = layer("1", file("p", "x", "rwx------", 5), file("t", "y", "rw-------", 6));
    List<String> entries = new ArrayList<>();
    try (InputStream in =
            Files.newInputStream(BlobFolder.at(work.resolve("1")).path(layer.blob().digest()));
        TarArchiveInputStream tar = new TarArchiveInputStream(new GZIPInputStream(in))) {
      for (TarArchiveEntry e = tar.getNextEntry(); e != null; e = tar.getNextEntry()) {
        assertThat(e.getLongUserId() + e.getLongGroupId()).isZero();
        entries.add(Integer.toOctalString(e.getMode() & 0777) + " " + e.getName());
      }
    }
    assertThat(entries)
        .startsWith("755 app/", "755 app/a-rather-long-name/")
        .contains("644 " + "app/a-rather-long-name/".repeat(6) + "text")
        .endsWith("755 jre/", "755 jre/bin/", "755 jre/bin/java");
  }
}
