package dev.bowsprit.runtime.worker.image;

import dev.bowsprit.llb.Digest;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of an image, in full: {@code docker.io/library/busybox:1@sha256:…}.
 *
 * @param domain the registry's host, with a port if it has one
 * @param repository the path in the registry
 * @param tag the tag, if the name has one
 * @param digest the digest, if the name has one
 */
public record ImageReference(
    String domain, String repository, Optional<String> tag, Optional<Digest> digest) {

  private static final String DEFAULT_DOMAIN = "docker.io";
  private static final String OFFICIAL = "library/";
  private static final String LABEL = "(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])";
  private static final String HOST =
      "(?:" + LABEL + "(?:\\." + LABEL + ")*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?";
  private static final String ATOM = "[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*";
  private static final Pattern REFERENCE =
      Pattern.compile(
          "("
              + HOST
              + ")/("
              + ATOM
              + "(?:/"
              + ATOM
              + ")*)(?::([A-Za-z0-9_][A-Za-z0-9_.-]{0,127}))?(?:@(.+))?");
  private static final Pattern IDENTIFIER = Pattern.compile("[a-f0-9]{64}");

  /**
   * Reads a name as people write it: {@code busybox} stands for {@code docker.io/library/busybox}.
   *
   * @throws IllegalArgumentException if it is no name, in Docker's words
   */
  public static ImageReference parse(String text) {
    if (IDENTIFIER.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "invalid repository name (" + text + "), cannot specify 64-byte hexadecimal strings");
    }
    String full = withDomain(text);
    String remainder = full.substring(full.indexOf('/') + 1);
    int colon = remainder.indexOf(':');
    String path = colon < 0 ? remainder : remainder.substring(0, colon);
    if (!path.equals(path.toLowerCase(Locale.ROOT))) {
      throw new IllegalArgumentException(
          "invalid reference format: repository name (" + path + ") must be lowercase");
    }
    Matcher matcher = REFERENCE.matcher(full);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("invalid reference format");
    }
    Optional<Digest> digest = Optional.ofNullable(matcher.group(4)).map(Digest::parse);
    return new ImageReference(
        matcher.group(1), matcher.group(2), Optional.ofNullable(matcher.group(3)), digest);
  }

  private static String withDomain(String text) {
    int slash = text.indexOf('/');
    if (slash < 0) {
      return DEFAULT_DOMAIN + "/" + OFFICIAL + text;
    }
    String first = text.substring(0, slash);
    String rest = text.substring(slash + 1);
    boolean isDomain =
        first.equals("localhost")
            || first.contains(".")
            || first.contains(":")
            || !first.equals(first.toLowerCase(Locale.ROOT));
    String domain = isDomain ? first : DEFAULT_DOMAIN;
    String path = isDomain ? rest : text;
    if (domain.equals("index.docker.io")) {
      domain = DEFAULT_DOMAIN;
    }
    if (domain.equals(DEFAULT_DOMAIN) && !path.contains("/")) {
      path = OFFICIAL + path;
    }
    return domain + "/" + path;
  }

  /** The name without tag and digest. */
  public String name() {
    return domain + "/" + repository;
  }

  /** The same with the tag {@code latest} if it has neither tag nor digest. */
  public ImageReference withDefaultTag() {
    return tag.isPresent() || digest.isPresent()
        ? this
        : new ImageReference(domain, repository, Optional.of("latest"), digest);
  }

  /** What a registry is asked for: the digest, else the tag. */
  public String object() {
    return digest.map(Digest::toString).orElse(tag.orElse("latest"));
  }

  /** The short form that Docker shows: {@code busybox:1}. */
  public String familiar() {
    String text = toString();
    String hub = DEFAULT_DOMAIN + "/";
    if (!text.startsWith(hub)) {
      return text;
    }
    String path = text.substring(hub.length());
    boolean official =
        path.startsWith(OFFICIAL) && !repository.substring(OFFICIAL.length()).contains("/");
    return official ? path.substring(OFFICIAL.length()) : path;
  }

  @Override
  public String toString() {
    return name()
        + tag.map(value -> ":" + value).orElse("")
        + digest.map(value -> "@" + value).orElse("");
  }
}
