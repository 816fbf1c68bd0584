package dev.bowsprit.llb;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The name of an image, in full: {@code docker.io/library/alpine:3.20@sha256:…}.
 *
 * @param domain the registry's host, with the port if there is one
 * @param path the repository at the registry
 * @param tag the tag, if there is one
 * @param digest the digest of the manifest or index, if there is one
 */
public record ImageReference(
    String domain, String path, Optional<String> tag, Optional<Digest> digest) {

  private static final String DEFAULT_DOMAIN = "docker.io";
  private static final String LEGACY_DOMAIN = "index.docker.io";
  private static final String LIBRARY = "library/";
  private static final String LATEST = "latest";
  private static final int MAX_NAME = 255;

  private static final String LABEL = "(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])";
  private static final String HOST =
      "(?:" + LABEL + "(?:\\." + LABEL + ")*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?";
  private static final String COMPONENT = "[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*";
  private static final String DIGEST =
      "[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}";
  private static final Pattern REFERENCE =
      Pattern.compile(
          "(%s)/(%s(?:/%s)*)(?::([\\w][\\w.-]{0,127}))?(?:@(%s))?"
              .formatted(HOST, COMPONENT, COMPONENT, DIGEST));
  private static final Pattern IDENTIFIER = Pattern.compile("[a-f0-9]{64}");

  /**
   * Reads a name as people write it: {@code alpine} is {@code docker.io/library/alpine}.
   *
   * @throws IllegalArgumentException if the text is no name of an image
   */
  public static ImageReference parse(String text) {
    if (IDENTIFIER.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "invalid repository name (" + text + "), cannot specify 64-byte hexadecimal strings");
    }
    String full = full(text);
    String remainder = full.substring(full.indexOf('/') + 1);
    int colon = remainder.indexOf(':');
    String repository = colon < 0 ? remainder : remainder.substring(0, colon);
    if (!repository.toLowerCase(Locale.ROOT).equals(repository)) {
      throw new IllegalArgumentException(
          "invalid reference format: repository name (" + repository + ") must be lowercase");
    }
    Matcher matcher = REFERENCE.matcher(full);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("invalid reference format");
    }
    if (matcher.group(2).length() > MAX_NAME) {
      throw new IllegalArgumentException(
          "repository name must not be more than " + MAX_NAME + " characters");
    }
    return new ImageReference(
        matcher.group(1),
        matcher.group(2),
        Optional.ofNullable(matcher.group(3)),
        digest(matcher.group(4)));
  }

  /** Whether a text is a name of an image. */
  public static boolean isValid(String text) {
    try {
      parse(text);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static Optional<Digest> digest(@Nullable String text) {
    if (text == null) {
      return Optional.empty();
    }
    return Optional.of(Digest.parseWritten(text));
  }

  private static String full(String text) {
    int slash = text.indexOf('/');
    String first = slash < 0 ? "" : text.substring(0, slash);
    boolean isDomain =
        first.equals("localhost")
            || first.indexOf('.') >= 0
            || first.indexOf(':') >= 0
            || !first.toLowerCase(Locale.ROOT).equals(first);
    String domain = isDomain ? first : DEFAULT_DOMAIN;
    String rest = isDomain ? text.substring(slash + 1) : text;
    if (domain.equals(LEGACY_DOMAIN)) {
      domain = DEFAULT_DOMAIN;
    }
    boolean official = domain.equals(DEFAULT_DOMAIN) && rest.indexOf('/') < 0;
    return domain + '/' + (official ? LIBRARY : "") + rest;
  }

  /** The registry and the repository. */
  public String name() {
    return domain + '/' + path;
  }

  /** The name as people write it: without the default registry and its library. */
  public String familiarName() {
    if (!domain.equals(DEFAULT_DOMAIN)) {
      return name();
    }
    boolean official = path.startsWith(LIBRARY) && path.indexOf('/', LIBRARY.length()) < 0;
    return official ? path.substring(LIBRARY.length()) : path;
  }

  /** The reference as people write it. */
  public String familiar() {
    return familiarName() + suffix();
  }

  /** The same, with the tag {@code latest} if it has neither tag nor digest. */
  public ImageReference tagged() {
    return tag.isEmpty() && digest.isEmpty()
        ? new ImageReference(domain, path, Optional.of(LATEST), digest)
        : this;
  }

  /** What a registry is asked for: the digest, else the tag, else {@code latest}. */
  public String object() {
    return digest.map(Digest::toString).orElse(tag.orElse(LATEST));
  }

  /** The same with a digest. */
  public ImageReference withDigest(Digest value) {
    return new ImageReference(domain, path, tag, Optional.of(value));
  }

  /** The full reference. */
  @Override
  public String toString() {
    return name() + suffix();
  }

  private String suffix() {
    return tag.map(t -> ":" + t).orElse("") + digest.map(d -> "@" + d).orElse("");
  }
}
