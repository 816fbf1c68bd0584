package dev.bowsprit.runtime.worker.sys;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;

/**
 * The bytes of file names.
 *
 * <p>Linux names files by bytes; Java shows them as text in the locale's encoding, and in the POSIX
 * locale it cannot even say a name beyond ASCII. A layer must keep every byte of a name. Here names
 * are strings of which every character is one byte (ISO 8859-1). Java's file URIs hold the bytes of
 * a path exactly, in any locale; they are the way through for names that are not ASCII.
 */
public final class RawPaths {

  private static final HexFormat HEX = HexFormat.of().withUpperCase();
  private static final boolean UTF8 =
      "UTF-8".equalsIgnoreCase(System.getProperty("sun.jnu.encoding", ""));

  private RawPaths() {}

  /** The bytes of an absolute path. */
  public static String of(Path path) {
    String text = path.toString();
    if (isAscii(text)) {
      return text;
    }
    if (UTF8 && text.indexOf('\uFFFD') < 0) {
      return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }
    String raw = decode(path.toUri().getRawPath());
    return raw.length() > 1 && raw.endsWith("/") ? raw.substring(0, raw.length() - 1) : raw;
  }

  /** The bytes of the last name of an absolute path. */
  public static String nameOf(Path path) {
    Path name = path.getFileName();
    if (name == null) {
      return "";
    }
    String text = name.toString();
    if (isAscii(text)) {
      return text;
    }
    String raw = of(path);
    return raw.substring(raw.lastIndexOf('/') + 1);
  }

  /** The path of a name, or of several with slashes between, below a folder. */
  public static Path resolve(Path folder, String raw) {
    if (isAscii(raw)) {
      return folder.resolve(raw);
    }
    StringBuilder uri = new StringBuilder("file://");
    encode(of(folder.toAbsolutePath()), uri);
    uri.append('/');
    encode(raw, uri);
    return Path.of(URI.create(uri.toString()));
  }

  private static boolean isAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) >= 0x80) {
        return false;
      }
    }
    return true;
  }

  private static void encode(String raw, StringBuilder uri) {
    for (int i = 0; i < raw.length(); i++) {
      char c = raw.charAt(i);
      boolean plain = c == '/' || c == '.' || c == '-' || c == '_';
      if (plain || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z')) {
        uri.append(c);
      } else {
        uri.append('%').append(HEX.toHexDigits((byte) c));
      }
    }
  }

  private static String decode(String uri) {
    StringBuilder raw = new StringBuilder(uri.length());
    for (int i = 0; i < uri.length(); i++) {
      char c = uri.charAt(i);
      if (c == '%') {
        raw.append((char) HexFormat.fromHexDigits(uri, i + 1, i + 3));
        i += 2;
      } else {
        raw.append(c);
      }
    }
    return raw.toString();
  }
}
