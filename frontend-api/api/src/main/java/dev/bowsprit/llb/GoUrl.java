package dev.bowsprit.llb;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * A URL of the form {@code scheme://…}, read as leniently and as strictly as Go's {@code net/url}
 * reads it (RFC 3986, with zones of RFC 6874): what BuildKit takes for a URL at all, and how it
 * writes it into identifiers, depends on that.
 *
 * @param scheme the scheme, in lower case
 * @param user the user, with {@code :password} if there is one, as it is written in a URL
 * @param host the host, decoded, with the port if there is one
 * @param path the path, decoded
 * @param writtenPath the path as it is written in a URL
 * @param query what follows the question mark, if there is one
 * @param fragment what follows the hash, decoded; may be empty
 */
public record GoUrl(
    String scheme,
    Optional<String> user,
    String host,
    String path,
    String writtenPath,
    Optional<String> query,
    String fragment) {

  private static final String UNRESERVED = "-_.~";
  private static final String SUB_DELIMITERS = "!$&'()*+,;=";
  private static final String IN_HOST = UNRESERVED + SUB_DELIMITERS + ":[]<>\"";
  private static final String IN_PATH = UNRESERVED + "$&+,/:;=@";
  private static final String IN_WRITTEN_PATH = IN_PATH + "!'()*[]%";
  private static final String IN_USER = UNRESERVED + "$&+,;=";
  private static final String IN_WRITTEN_USER = UNRESERVED + SUB_DELIMITERS + ":%@";
  private static final Pattern PORT = Pattern.compile("(?::[0-9]*)?");

  /**
   * Reads a URL.
   *
   * @throws IllegalArgumentException if it is none; the message is Go's
   */
  public static GoUrl parse(String text) {
    try {
      return read(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("parse " + Texts.quote(text) + ": " + e.getMessage(), e);
    }
  }

  private static GoUrl read(String text) {
    int hash = text.indexOf('#');
    String bare = hash < 0 ? text : text.substring(0, hash);
    if (bare.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
      throw new IllegalArgumentException("net/url: invalid control character in URL");
    }
    int colon = bare.indexOf("://");
    if (colon <= 0) {
      throw new IllegalArgumentException("missing protocol scheme");
    }
    int question = bare.indexOf('?', colon);
    String rest = bare.substring(colon + 3, question < 0 ? bare.length() : question);
    int slash = rest.indexOf('/');
    String authority = slash < 0 ? rest : rest.substring(0, slash);
    String path = slash < 0 ? "" : rest.substring(slash);
    int at = authority.lastIndexOf('@');
    String scheme = bare.substring(0, colon).toLowerCase(Locale.ROOT);
    String host = host(scheme, authority.substring(at + 1));
    Optional<String> user =
        at < 0 ? Optional.empty() : Optional.of(user(authority.substring(0, at)));
    String decoded = decode(path);
    return new GoUrl(
        scheme,
        user,
        host,
        decoded,
        isMadeOf(path, IN_WRITTEN_PATH) ? path : encode(decoded, IN_PATH),
        question < 0 ? Optional.empty() : Optional.of(bare.substring(question + 1)),
        hash < 0 ? "" : decode(text.substring(hash + 1)));
  }

  private static String user(String written) {
    if (!isMadeOf(written, IN_WRITTEN_USER)) {
      throw new IllegalArgumentException("net/url: invalid userinfo");
    }
    int colon = written.indexOf(':');
    return colon < 0
        ? encode(decode(written), IN_USER)
        : encode(decode(written.substring(0, colon)), IN_USER)
            + ':'
            + encode(decode(written.substring(colon + 1)), IN_USER);
  }

  private static String host(String scheme, String written) {
    int open = written.lastIndexOf('[');
    if (open > 0) {
      throw new IllegalArgumentException("invalid IP-literal");
    }
    if (open == 0) {
      return literal(written);
    }
    // only of the web's hosts it is certain that they hold no colon
    boolean web = scheme.equals("http") || scheme.equals("https");
    int colon = web ? written.indexOf(':') : written.lastIndexOf(':');
    if (colon >= 0) {
      checkPort(written.substring(colon));
    }
    return decodeHost(written, false);
  }

  private static String literal(String written) {
    int close = written.lastIndexOf(']');
    if (close < 0) {
      throw new IllegalArgumentException("missing ']' in host");
    }
    String port = written.substring(close + 1);
    checkPort(port);
    String inner = written.substring(1, close);
    int zone = inner.indexOf("%25");
    String address = decodeHost(zone < 0 ? inner : inner.substring(0, zone), false);
    if (address.indexOf(':') < 0) {
      throw new IllegalArgumentException("invalid IP-literal");
    }
    return '[' + address + (zone < 0 ? "" : decodeHost(inner.substring(zone), true)) + ']' + port;
  }

  private static void checkPort(String written) {
    if (!PORT.matcher(written).matches()) {
      throw new IllegalArgumentException("invalid port " + Texts.quote(written) + " after host");
    }
  }

  /** In hosts only bytes beyond ASCII, and a zone's, are written as escapes. */
  private static String decodeHost(String written, boolean zone) {
    for (int i = 0; i < written.length(); i++) {
      char c = written.charAt(i);
      if (c == '%') {
        int value = escape(written, i);
        boolean fits =
            value == '%' || (zone ? value == ' ' || isPlain(value, IN_HOST) : value >= 0x80);
        if (!fits) {
          throw badEscape(written, i);
        }
        i += 2;
      } else if (c < 0x80 && !isPlain(c, IN_HOST)) {
        throw new IllegalArgumentException(
            "invalid character " + Texts.quote(String.valueOf(c)) + " in host name");
      }
    }
    return decode(written);
  }

  /** The URL without query and fragment; of an empty query the question mark stays. */
  public String withoutOptions() {
    StringBuilder out = new StringBuilder(scheme).append(':');
    if (!host.isEmpty() || !path.isEmpty() || user.isPresent()) {
      out.append("//");
    }
    user.ifPresent(written -> out.append(written).append('@'));
    out.append(encode(host, IN_HOST)).append(writtenPath);
    return (query.isPresent() && query.get().isEmpty() ? out.append('?') : out).toString();
  }

  /**
   * Reads a query as Go's {@code ParseQuery} does: pairs that are broken are left out.
   *
   * @return values by key, in the order of keys
   */
  public static SortedMap<String, List<String>> values(String query) {
    SortedMap<String, List<String>> values = new TreeMap<>();
    for (String pair : query.split("&", -1)) {
      int equals = pair.indexOf('=');
      if (pair.isEmpty() || pair.indexOf(';') >= 0) {
        continue;
      }
      try {
        String key = decode((equals < 0 ? pair : pair.substring(0, equals)).replace('+', ' '));
        String value = equals < 0 ? "" : decode(pair.substring(equals + 1).replace('+', ' '));
        values.computeIfAbsent(key, _ -> new ArrayList<>()).add(value);
      } catch (IllegalArgumentException e) {
        // as in Go, whoever asks for the values of a URL does not hear of it
      }
    }
    return values;
  }

  private static String decode(String written) {
    if (written.indexOf('%') < 0) {
      return written;
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(written.length());
    for (int i = 0; i < written.length(); ) {
      int c = written.codePointAt(i);
      if (c == '%') {
        bytes.write(escape(written, i));
        i += 3;
      } else {
        bytes.writeBytes(Character.toString(c).getBytes(StandardCharsets.UTF_8));
        i += Character.charCount(c);
      }
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static int escape(String written, int at) {
    int high = at + 1 < written.length() ? hex(written.charAt(at + 1)) : -1;
    int low = at + 2 < written.length() ? hex(written.charAt(at + 2)) : -1;
    if (high < 0 || low < 0) {
      throw badEscape(written, at);
    }
    return high << 4 | low;
  }

  /** The digit's value; only ASCII ones are digits. */
  private static int hex(char c) {
    return c < 0x80 ? Character.digit(c, 16) : -1;
  }

  private static IllegalArgumentException badEscape(String written, int at) {
    String escape = written.substring(at, Math.min(at + 3, written.length()));
    return new IllegalArgumentException("invalid URL escape " + Texts.quote(escape));
  }

  private static String encode(String text, String plain) {
    StringBuilder out = new StringBuilder(text.length());
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      if (isPlain(b & 0xFF, plain)) {
        out.append((char) b);
      } else {
        out.append("%%%02X".formatted(b & 0xFF));
      }
    }
    return out.toString();
  }

  private static boolean isMadeOf(String text, String plain) {
    return text.chars().allMatch(c -> isPlain(c, plain));
  }

  private static boolean isPlain(int c, String plain) {
    return c < 0x80 && (Character.isLetterOrDigit(c) || plain.indexOf(c) >= 0);
  }
}
