package dev.bowsprit.llb;

import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/** A file by {@code http://} or {@code https://}. */
public final class HttpSource extends SourceState<HttpSource> {

  private final String url;

  HttpSource(String url) {
    this(url, new TreeMap<>(), needing(Capabilities.SOURCE_HTTP));
  }

  private HttpSource(String url, SortedMap<String, String> attributes, Constraints constraints) {
    super(attributes, constraints);
    this.url = url;
  }

  /** With the digest that the download must have. */
  public HttpSource checksum(Digest digest) {
    return set(
        SourceAttributes.HTTP_CHECKSUM, digest.toString(), Capabilities.SOURCE_HTTP_CHECKSUM);
  }

  /** With a name for the file. */
  public HttpSource filename(String name) {
    return set(SourceAttributes.HTTP_FILENAME, name);
  }

  /** With permissions; 0 for the default. */
  public HttpSource mode(int mode) {
    return set(SourceAttributes.HTTP_PERM, BlobSource.octal(mode), Capabilities.SOURCE_HTTP_PERM);
  }

  /** With an owner and a group; 0 is not written. */
  public HttpSource owner(int uid, int gid) {
    return set(SourceAttributes.HTTP_UID, BlobSource.number(uid), Capabilities.SOURCE_HTTP_UID_GID)
        .set(SourceAttributes.HTTP_GID, BlobSource.number(gid), Capabilities.SOURCE_HTTP_UID_GID);
  }

  /** With a secret that holds the {@code Authorization} header. */
  public HttpSource authHeaderSecret(String secret) {
    return set(SourceAttributes.HTTP_AUTH_HEADER_SECRET, secret, Capabilities.SOURCE_HTTP_AUTH);
  }

  /** With a request header; daemons allow {@code Accept} and {@code User-Agent}. */
  public HttpSource header(String name, String value) {
    return set(
        SourceAttributes.HTTP_HEADER_PREFIX + name.toLowerCase(Locale.ROOT),
        value,
        Capabilities.SOURCE_HTTP_HEADER);
  }

  /** With a detached OpenPGP signature that the download must have; both armored. */
  public HttpSource signature(String publicKey, String signature) {
    return set(
            SourceAttributes.HTTP_SIGNATURE_PUBLIC_KEY,
            publicKey,
            Capabilities.SOURCE_HTTP_SIGNATURE_VERIFY)
        .set(SourceAttributes.HTTP_SIGNATURE, signature, Capabilities.SOURCE_HTTP_SIGNATURE_VERIFY);
  }

  @Override
  String identifier() {
    return url;
  }

  @Override
  HttpSource with(SortedMap<String, String> changed, Constraints constraints) {
    return new HttpSource(url, changed, constraints);
  }
}
