package dev.bowsprit.llb;

import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One blob of a registry or of an OCI layout as a file: {@code docker-image+blob://} and {@code
 * oci-layout+blob://}.
 */
public final class BlobSource extends SourceState<BlobSource> {

  private final String identifier;

  BlobSource(String scheme, String reference) {
    this(
        scheme + "://" + digested(reference),
        new TreeMap<>(),
        needing(Capabilities.SOURCE_IMAGE_BLOB));
  }

  private BlobSource(
      String identifier, SortedMap<String, String> attributes, Constraints constraints) {
    super(attributes, constraints);
    this.identifier = identifier;
  }

  private static String digested(String reference) {
    ImageReference parsed = ImageReference.parse(reference);
    if (parsed.tag().isPresent()) {
      throw new IllegalArgumentException("tagged image reference not allowed for blob reference");
    }
    if (parsed.digest().isEmpty()) {
      throw new IllegalArgumentException("checksum required in blob reference");
    }
    return parsed.toString();
  }

  /** With a name for the file. */
  public BlobSource filename(String name) {
    return set(SourceAttributes.HTTP_FILENAME, name);
  }

  /** With permissions; 0 for the default. */
  public BlobSource mode(int mode) {
    return set(SourceAttributes.HTTP_PERM, octal(mode));
  }

  /** With an owner and a group; 0 is not written. */
  public BlobSource owner(int uid, int gid) {
    return set(SourceAttributes.HTTP_UID, number(uid)).set(SourceAttributes.HTTP_GID, number(gid));
  }

  /** In a store of a session, for a blob of an OCI layout. */
  public BlobSource store(String session, String store) {
    return set(SourceAttributes.OCI_SESSION, session).set(SourceAttributes.OCI_STORE, store);
  }

  @Override
  String identifier() {
    return identifier;
  }

  @Override
  BlobSource with(SortedMap<String, String> changed, Constraints constraints) {
    return new BlobSource(identifier, changed, constraints);
  }

  static String octal(int mode) {
    return (mode & 0777) == 0 ? "" : "0" + Integer.toOctalString(mode & 0777);
  }

  static String number(int id) {
    return id == 0 ? "" : Integer.toString(id);
  }
}
