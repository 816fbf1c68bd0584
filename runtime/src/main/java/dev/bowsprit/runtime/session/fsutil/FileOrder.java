package dev.bowsprit.runtime.session.fsutil;

import java.util.Comparator;

/** The order in which files are sent: a directory before what is in it, names by their bytes. */
public final class FileOrder {

  /** Compares names, or whole paths as plain text, by their UTF-8 bytes. */
  public static final Comparator<String> NAMES = FileOrder::compareNames;

  /** Compares paths in the order of a walk, in which a slash comes before all else. */
  public static final Comparator<String> PATHS = FileOrder::comparePaths;

  private FileOrder() {}

  /** UTF-16 sorts characters beyond the basic plane below some within it; UTF-8 does not. */
  private static int rank(char c) {
    return Character.isSurrogate(c) ? c + 0x10000 : c;
  }

  private static int compareNames(String a, String b) {
    int length = Math.min(a.length(), b.length());
    for (int i = 0; i < length; i++) {
      char x = a.charAt(i);
      char y = b.charAt(i);
      if (x != y) {
        return rank(x) - rank(y);
      }
    }
    return a.length() - b.length();
  }

  private static int comparePaths(String a, String b) {
    int length = Math.min(a.length(), b.length());
    for (int i = 0; i < length; i++) {
      char x = a.charAt(i);
      char y = b.charAt(i);
      if (x != y) {
        return (x == '/' ? -1 : rank(x)) - (y == '/' ? -1 : rank(y));
      }
    }
    return a.length() - b.length();
  }
}
