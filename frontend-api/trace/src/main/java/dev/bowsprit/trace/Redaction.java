package dev.bowsprit.trace;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Takes secrets out of what is written: passwords in URLs, values of build arguments whose names
 * say that they are secret, and all that the recorder was told. Values of secret mounts never come
 * by, since a frontend names secrets only.
 *
 * <p>A secret is replaced wherever it stands, so that a recording stays consistent in itself.
 */
final class Redaction {

  static final String MASK = "xxxxx";

  /** The words by which BuildKit's own check finds secrets in names of arguments. */
  private static final Pattern SECRET_NAME =
      Pattern.compile(
          "(?i)(^|_)(apikey|auth|credential|credentials|key|password|pword|passwd|secret|token)(_|$)");

  /** Of addresses that have users; also where a path was cleaned, which leaves one slash. */
  private static final Pattern USER_INFO =
      Pattern.compile("(?i)(?<=\\b(?:https?|ssh|git|ftps?):/{1,2})[^/@\\s\"']+(?=@)");

  private static final String BUILD_ARG = "build-arg:";

  /** Shorter values of build arguments stand for too much else; they are replaced where named. */
  private static final int UNMISTAKABLE = 8;

  /** One that leaves all as it is. */
  static final Redaction NONE = new Redaction();

  private final boolean active;
  private final List<String> secrets = new ArrayList<>();
  private final List<String> assignments = new ArrayList<>();

  private Redaction() {
    this.active = false;
  }

  Redaction(Map<String, String> options, Collection<String> told) {
    this.active = true;
    told.stream().filter(secret -> !secret.isEmpty()).forEach(secrets::add);
    options.forEach(
        (key, value) -> {
          String name = key.startsWith(BUILD_ARG) ? key.substring(BUILD_ARG.length()) : "";
          if (SECRET_NAME.matcher(name).find() && !value.isEmpty()) {
            assignments.add(name + "=" + value);
            if (value.length() >= UNMISTAKABLE) {
              secrets.add(value);
            }
          }
        });
  }

  /** The value of an option without secrets. */
  String option(String key, String value) {
    String name = key.startsWith(BUILD_ARG) ? key.substring(BUILD_ARG.length()) : "";
    return assignments.contains(name + "=" + value) ? MASK : text(value);
  }

  /** A text without secrets. */
  String text(String text) {
    String result = text;
    for (String secret : secrets) {
      result = result.replace(secret, MASK);
    }
    for (String assignment : assignments) {
      result =
          result.replace(assignment, assignment.substring(0, assignment.indexOf('=') + 1) + MASK);
    }
    return active && result.contains(":/") ? USER_INFO.matcher(result).replaceAll(MASK) : result;
  }

  /** Bytes without secrets. */
  byte[] bytes(byte[] bytes) {
    String latin = new String(bytes, StandardCharsets.ISO_8859_1);
    String clean = latin;
    for (String secret : secrets) {
      clean = clean.replace(latin(secret), MASK);
    }
    for (String assignment : assignments) {
      String name = latin(assignment.substring(0, assignment.indexOf('=') + 1));
      clean = clean.replace(latin(assignment), name + MASK);
    }
    if (active && clean.contains(":/")) {
      clean = USER_INFO.matcher(clean).replaceAll(MASK);
    }
    return clean.equals(latin) ? bytes : clean.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static String latin(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }
}
