package dev.bowsprit.runtime.source;

import dev.bowsprit.llb.Digest;
import dev.bowsprit.llb.GoPath;
import dev.bowsprit.llb.SourceAttributes;
import dev.bowsprit.runtime.worker.ref.ImmutableRef;
import dev.bowsprit.runtime.worker.ref.MutableRef;
import dev.bowsprit.runtime.worker.ref.RefInfo;
import dev.bowsprit.runtime.worker.ref.RefStore;
import dev.bowsprit.runtime.worker.sys.Nodes;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;

/**
 * How the one file of a source is to look.
 *
 * @param filename its name; empty for the source's choice
 * @param permissions of the file; 0 for {@code 0600}
 * @param uid its owner
 * @param gid its group
 */
public record FileLook(String filename, int permissions, int uid, int gid) {

  private static final int DEFAULT_PERMISSIONS = 0600;
  private static final String DEFAULT_NAME = "download";

  /**
   * Reads the attributes {@code http.filename}, {@code http.perm}, {@code http.uid} and {@code
   * http.gid}.
   *
   * @throws NumberFormatException if one that should be a number is none
   */
  public static FileLook of(Map<String, String> attributes) {
    return new FileLook(
        attributes.getOrDefault(SourceAttributes.HTTP_FILENAME, ""),
        number(attributes, SourceAttributes.HTTP_PERM),
        number(attributes, SourceAttributes.HTTP_UID),
        number(attributes, SourceAttributes.HTTP_GID));
  }

  /** A number as Go reads it: 0 before octal, 0x before hexadecimal digits. */
  private static int number(Map<String, String> attributes, String name) {
    String value = attributes.getOrDefault(name, "0");
    return value.toLowerCase(Locale.ROOT).startsWith("0o")
        ? Integer.parseInt(value.substring(2), 8)
        : Integer.decode(value);
  }

  /** The last part of a name, or a plain name if that cannot be a file's. */
  public static String safe(String name) {
    String base = GoPath.base(name.strip());
    return base.isEmpty()
            || base.equals(".")
            || base.equals("..")
            || base.equals("/")
            || base.chars().anyMatch(Character::isISOControl)
        ? DEFAULT_NAME
        : base;
  }

  /** Writes a file's content. */
  @FunctionalInterface
  public interface Content {
    /** Writes it, and gives its digest. */
    Digest writeTo(OutputStream out) throws IOException;
  }

  /**
   * A layer with one file.
   *
   * @param ref the layer, leased by whoever made it
   * @param digest of the file's content
   */
  public record Layer(ImmutableRef ref, Digest digest) {}

  /**
   * Makes a layer that holds nothing but the file.
   *
   * @param name the file's name
   * @param modified its time
   */
  public Layer layer(RefStore refs, RefInfo info, String name, Instant modified, Content content)
      throws IOException {
    try (ImmutableRef scratch = refs.scratch();
        MutableRef layer = refs.mutable(scratch, info)) {
      Path file = layer.folder().resolve(name);
      Digest digest;
      try (OutputStream out = Files.newOutputStream(file)) {
        digest = content.writeTo(out);
      }
      Nodes.chmod(file, permissions == 0 ? DEFAULT_PERMISSIONS : permissions);
      Nodes.chown(file, uid, gid);
      Nodes.utimes(file, modified);
      return new Layer(layer.commit(), digest);
    }
  }
}
