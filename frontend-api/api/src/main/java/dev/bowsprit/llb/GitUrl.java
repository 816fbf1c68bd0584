package dev.bowsprit.llb;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a git repository is: a URL, or {@code user@host:path}.
 *
 * @param scheme {@code http}, {@code https}, {@code ssh} or {@code git}
 * @param user the user, with the password if there is one; may be empty
 * @param host the host, with the port if there is one
 * @param path the path, decoded
 * @param query what follows the question mark; may be empty
 * @param fragment {@code ref[:subdir]}; may be empty
 * @param remote what git takes: all but query and fragment
 */
public record GitUrl(
    String scheme,
    String user,
    String host,
    String path,
    String query,
    String fragment,
    String remote) {

  private static final Pattern SCHEME = Pattern.compile("^([a-zA-Z0-9]+)://");
  private static final Pattern SCP =
      Pattern.compile("^([a-zA-Z0-9-_]+)@([a-zA-Z0-9-.]+):(.*?)(?:\\?(.*?))?(?:#(.*))?$");
  private static final Set<String> SCHEMES = Set.of("http", "https", "ssh", "git");

  /**
   * Reads a location.
   *
   * @throws IllegalArgumentException if it is none; the message is {@code unknown protocol} if it
   *     names no protocol and is not of the form {@code user@host:path}
   */
  public static GitUrl parse(String text) {
    Matcher scheme = SCHEME.matcher(text);
    if (scheme.find()) {
      String name = scheme.group(1).toLowerCase(Locale.ROOT);
      if (!SCHEMES.contains(name)) {
        throw new IllegalArgumentException(name + ": invalid protocol");
      }
      return of(GoUrl.parse(text));
    }
    Matcher scp = SCP.matcher(text);
    if (scp.matches()) {
      String remote = scp.group(1) + '@' + scp.group(2) + ':' + scp.group(3);
      return new GitUrl(
          "ssh",
          scp.group(1),
          scp.group(2),
          scp.group(3),
          orEmpty(scp.group(4)),
          orEmpty(scp.group(5)),
          remote);
    }
    throw new IllegalArgumentException("unknown protocol");
  }

  private static GitUrl of(GoUrl url) {
    return new GitUrl(
        url.scheme(),
        url.user().orElse(""),
        url.host(),
        url.path(),
        url.query().orElse(""),
        url.fragment(),
        url.withoutOptions());
  }

  /** Reads a location; without protocol it is taken for one by {@code https}. */
  static Optional<GitUrl> tryParse(String text) {
    try {
      return Optional.of(parse(text));
    } catch (IllegalArgumentException e) {
      if (!"unknown protocol".equals(e.getMessage())) {
        return Optional.empty();
      }
    }
    try {
      return Optional.of(parse("https://" + text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Whether a text names a repository by a protocol of git's or as {@code user@host:path}. */
  public static boolean isGitTransport(String text) {
    Matcher scheme = SCHEME.matcher(text);
    return scheme.find()
        ? SCHEMES.contains(scheme.group(1).toLowerCase(Locale.ROOT))
        : SCP.matcher(text).matches();
  }

  /** The reference that the fragment names; may be empty. */
  public String ref() {
    return refOf(fragment);
  }

  /** The directory that the fragment names, without slash in front; may be empty. */
  public String subDir() {
    return subDirOf(fragment);
  }

  static String refOf(String fragment) {
    int colon = fragment.indexOf(':');
    return colon < 0 ? fragment : fragment.substring(0, colon);
  }

  static String subDirOf(String fragment) {
    int colon = fragment.indexOf(':');
    return colon < 0 ? "" : GoPath.join("/", fragment.substring(colon + 1)).substring(1);
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}
