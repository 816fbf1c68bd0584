package dev.bowsprit.llb;

import java.util.ArrayList;
import java.util.List;

/**
 * A change of permissions as chmod(1) takes it: octal digits, or clauses such as {@code
 * u=rwX,go-w}. The process's umask plays no part.
 */
public final class ModeExpression {

  private static final int STICKY = 01000;
  private static final int SET_ID = 06000;
  private static final int READ = 0444;
  private static final int WRITE = 0222;
  private static final int EXECUTE = 0111;

  private final String text;
  private final List<Change> changes = new ArrayList<>();
  private int position;

  private ModeExpression(String text) {
    this.text = text;
  }

  /**
   * Reads an expression.
   *
   * @throws IllegalArgumentException if it is malformed
   */
  public static ModeExpression parse(String text) {
    ModeExpression result = new ModeExpression(text);
    if (text.isEmpty()) {
      throw result.malformed();
    }
    if (Character.isDigit(text.charAt(0))) {
      int mode = result.octal();
      result.changes.add((_, _, _) -> mode);
    } else {
      result.clauses();
    }
    return result;
  }

  /**
   * The permissions after the change.
   *
   * @param permissions before it, with setuid, setgid and sticky
   * @param directory whether they are a folder's, which {@code X} always makes searchable
   */
  public int apply(int permissions, boolean directory) {
    int mode = permissions;
    for (Change change : changes) {
      mode = change.apply(mode, permissions, directory);
    }
    return mode;
  }

  private int octal() {
    try {
      int mode = Integer.parseInt(text, 8);
      if (mode <= 07777) {
        return mode;
      }
    } catch (NumberFormatException _) {
      // Said below, for both.
    }
    throw malformed();
  }

  private void clauses() {
    while (true) {
      int who = who();
      do {
        action(who);
      } while (position < text.length() && text.charAt(position) != ',');
      if (position == text.length()) {
        return;
      }
      position++;
    }
  }

  /** The bits that the classes before the operator stand for; 0 if there are none. */
  private int who() {
    int who = 0;
    for (; position < text.length(); position++) {
      switch (text.charAt(position)) {
        case 'a' -> who |= SET_ID | 0777;
        case 'u' -> who |= 04700;
        case 'g' -> who |= 02070;
        case 'o' -> who |= 0007;
        default -> {
          return who;
        }
      }
    }
    throw malformed();
  }

  /** One operator with what it adds, takes away or sets. */
  private void action(int who) {
    char operator = text.charAt(position++);
    if ("+-=".indexOf(operator) < 0) {
      throw malformed();
    }
    boolean onlyOthers = who != 0 && (who & ~0007) == 0;
    int affected = who == 0 ? SET_ID | 0777 : who;
    int bits = 0;
    int search = 0;
    List<Integer> copied = new ArrayList<>();
    steps:
    for (; position < text.length(); position++) {
      switch (text.charAt(position)) {
        case 'r' -> bits |= affected & READ;
        case 'w' -> bits |= affected & WRITE;
        case 'x' -> bits |= affected & EXECUTE;
        case 's' -> bits |= onlyOthers ? 0 : affected & SET_ID;
        case 't' -> bits |= onlyOthers ? 0 : STICKY;
        case 'X' -> search |= affected & EXECUTE;
        case 'u' -> copied.add(6);
        case 'g' -> copied.add(3);
        case 'o' -> copied.add(0);
        default -> {
          break steps;
        }
      }
    }
    // A copied class sets no more than reading, writing and executing.
    int cleared = bits == 0 && !copied.isEmpty() ? affected & 0777 : affected;
    changes.add(new Action(operator, affected & 0777, cleared, bits, search, List.copyOf(copied)));
  }

  /** What one operator does; classes are copied as they were before it. */
  private record Action(
      char operator, int classes, int cleared, int bits, int search, List<Integer> copied)
      implements Change {

    @Override
    public int apply(int mode, int before, boolean directory) {
      int value = bits;
      if (operator == '-' || directory || (before & EXECUTE) != 0) {
        value |= search;
      }
      for (int shift : copied) {
        value |= (((mode >> shift) & 07) * 0111) & classes;
      }
      return switch (operator) {
        case '+' -> mode | value;
        case '-' -> mode & ~value;
        default -> (mode & ~cleared) | value;
      };
    }
  }

  private IllegalArgumentException malformed() {
    return new IllegalArgumentException("invalid mode \"" + text + "\": invalid syntax");
  }

  private interface Change {
    int apply(int mode, int before, boolean directory);
  }
}
