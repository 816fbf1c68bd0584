package dev.bowsprit.frontend.packaging;

import dev.bowsprit.llb.Digest;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;

/**
 * Contents by their digests, as {@code blobs/sha256} of an OCI image layout has them.
 *
 * @param folder the folder of the layout
 */
record BlobFolder(Path folder) {

  /** A content of the folder. */
  record Blob(Digest digest, long size) {}

  /** Writes a content. */
  interface Content {

    /** Writes all of it; the stream is closed by the caller. */
    void writeTo(OutputStream out) throws IOException;
  }

  static BlobFolder at(Path folder) throws IOException {
    Files.createDirectories(folder.resolve("blobs/sha256"));
    return new BlobFolder(folder);
  }

  Blob write(Content content) throws IOException {
    Path part = Files.createTempFile(folder, "blob", ".part");
    try {
      MessageDigest hash = Digest.sha256Hash();
      try (OutputStream out =
          new BufferedOutputStream(
              new DigestOutputStream(Files.newOutputStream(part), hash), 1 << 16)) {
        content.writeTo(out);
      }
      Blob blob = new Blob(Digest.ofSha256(hash), Files.size(part));
      Files.move(part, path(blob.digest()), StandardCopyOption.ATOMIC_MOVE);
      return blob;
    } finally {
      Files.deleteIfExists(part);
    }
  }

  Blob write(byte[] content) throws IOException {
    return write(out -> out.write(content));
  }

  Path path(Digest digest) {
    return folder.resolve("blobs").resolve(digest.algorithm()).resolve(digest.hex());
  }

  byte[] read(Digest digest) throws IOException {
    return Files.readAllBytes(path(digest));
  }
}
