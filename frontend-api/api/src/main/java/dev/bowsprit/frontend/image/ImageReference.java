package dev.bowsprit.frontend.image;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of an image in a registry, whole: {@code domain/path[:tag][@digest]}.
 *
 * <p>People write Docker Hub's images short; {@code alpine} is {@code docker.io/library/alpine}.
 *
 * @param domain the registry, with its port if it has one
 * @param path the repository in it
 * @param tag the tag, if there is one
 * @param digest the digest, if there is one
 */
public record ImageReference(
    String domain, String path, Optional<String> tag, Optional<String> digest) {

  private static final String HUB = "docker.io";
  private static final String OFFICIAL = "library/";
  private static final int MAX_PATH = 255;

  private static final String DOMAIN_PART = "(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])";
  private static final String DOMAIN =
      "(?:" + DOMAIN_PART + "(?:\\." + DOMAIN_PART + ")*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?";
  private static final String PATH_PART = "[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*";
  private static final String PATH = PATH_PART + "(?:/" + PATH_PART + ")*";
  private static final String TAG = "[0-9A-Za-z_][0-9A-Za-z_.-]{0,127}";
  private static final String DIGEST =
      "[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9A-Fa-f]{32,}";

  private static final Pattern WHOLE =
      Pattern.compile(
          "(?:(" + DOMAIN + ")/)?(" + PATH + ")(?::(" + TAG + "))?(?:@(" + DIGEST + "))?");
  private static final Pattern BARE_ID = Pattern.compile("[a-f0-9]{64}");
  private static final Pattern SHA256 = Pattern.compile("sha256:[a-f0-9]{64}");
  private static final Pattern SHA384 = Pattern.compile("sha384:[a-f0-9]{96}");
  private static final Pattern SHA512 = Pattern.compile("sha512:[a-f0-9]{128}");

  /**
   * Reads a reference that may be short.
   *
   * @throws IllegalArgumentException if it is malformed, in the words of Docker's parser
   */
  public static ImageReference parse(String text) {
    if (BARE_ID.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "invalid repository name (" + text + "), cannot specify 64-byte hexadecimal strings");
    }
    String whole = whole(text);
    String rest = whole.substring(whole.indexOf('/') + 1);
    int colon = rest.indexOf(':');
    String name = colon < 0 ? rest : rest.substring(0, colon);
    if (!name.equals(name.toLowerCase(Locale.ROOT))) {
      throw new IllegalArgumentException(
          "invalid reference format: repository name (" + name + ") must be lowercase");
    }
    return parseWhole(whole);
  }

  /**
   * Reads a reference as it stands, where no part is filled in; the domain may be missing.
   *
   * @throws IllegalArgumentException if it is malformed
   */
  public static ImageReference parseWhole(String text) {
    Matcher matcher = WHOLE.matcher(text);
    if (!matcher.matches()) {
      if (text.isEmpty()) {
        throw new IllegalArgumentException("repository name must have at least one component");
      }
      throw new IllegalArgumentException(
          WHOLE.matcher(text.toLowerCase(Locale.ROOT)).matches()
              ? "invalid reference format: repository name must be lowercase"
              : "invalid reference format");
    }
    if (matcher.group(2).length() > MAX_PATH) {
      throw new IllegalArgumentException("repository name must not be more than 255 characters");
    }
    Optional<String> digest = Optional.ofNullable(matcher.group(4));
    digest.ifPresent(ImageReference::checkDigest);
    return new ImageReference(
        matcher.group(1) == null ? "" : matcher.group(1),
        matcher.group(2),
        Optional.ofNullable(matcher.group(3)),
        digest);
  }

  private static void checkDigest(String digest) {
    String algorithm = digest.substring(0, digest.indexOf(':'));
    Pattern form =
        switch (algorithm) {
          case "sha256" -> SHA256;
          case "sha384" -> SHA384;
          case "sha512" -> SHA512;
          default -> throw new IllegalArgumentException("unsupported digest algorithm");
        };
    if (!form.matcher(digest).matches()) {
      boolean lower = digest.equals(digest.toLowerCase(Locale.ROOT));
      throw new IllegalArgumentException(
          lower ? "invalid checksum digest length" : "invalid checksum digest format");
    }
  }

  private static String whole(String text) {
    int slash = text.indexOf('/');
    if (slash < 0) {
      return HUB + "/" + OFFICIAL + text;
    }
    String first = text.substring(0, slash);
    String domain;
    String rest;
    if (first.equals("index.docker.io")) {
      domain = HUB;
      rest = text.substring(slash + 1);
    } else if (first.equals("localhost")
        || first.contains(".")
        || first.contains(":")
        || !first.equals(first.toLowerCase(Locale.ROOT))) {
      domain = first;
      rest = text.substring(slash + 1);
    } else {
      domain = HUB;
      rest = text;
    }
    return domain + "/" + (domain.equals(HUB) && !rest.contains("/") ? OFFICIAL : "") + rest;
  }

  /** The same with the tag {@code latest}, if it has neither tag nor digest. */
  public ImageReference withDefaultTag() {
    return tag.isEmpty() && digest.isEmpty()
        ? new ImageReference(domain, path, Optional.of("latest"), digest)
        : this;
  }

  /** The same with a digest. */
  public ImageReference withDigest(String value) {
    return new ImageReference(domain, path, tag, Optional.of(value));
  }

  /** Domain and path. */
  public String name() {
    return domain.isEmpty() ? path : domain + "/" + path;
  }

  /** The reference as short as people write it. */
  public String familiar() {
    if (!domain.equals(HUB)) {
      return toString();
    }
    boolean official = path.startsWith(OFFICIAL) && path.indexOf('/', OFFICIAL.length()) < 0;
    String shown = official ? path.substring(OFFICIAL.length()) : path;
    return new ImageReference("", shown, tag, digest).toString();
  }

  @Override
  public String toString() {
    return name() + tag.map(t -> ":" + t).orElse("") + digest.map(d -> "@" + d).orElse("");
  }
}
