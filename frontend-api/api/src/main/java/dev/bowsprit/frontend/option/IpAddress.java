package dev.bowsprit.frontend.option;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** IP addresses as text; nothing is looked up. */
public final class IpAddress {

  private static final Pattern V4 =
      Pattern.compile(
          "(0|[1-9]\\d{0,2})\\.(0|[1-9]\\d{0,2})\\.(0|[1-9]\\d{0,2})\\.(0|[1-9]\\d{0,2})");
  private static final Pattern GROUP = Pattern.compile("[0-9a-fA-F]{1,4}");
  private static final int GROUPS = 8;
  private static final Pattern V6 = Pattern.compile("[0-9a-fA-F:]*:[0-9a-fA-F:.]*");

  private IpAddress() {}

  /** The shortest text of an address; empty if the text is none. */
  public static Optional<String> canonical(String text) {
    Matcher v4 = V4.matcher(text);
    if (v4.matches()) {
      for (int i = 1; i <= 4; i++) {
        if (Integer.parseInt(v4.group(i)) > 255) {
          return Optional.empty();
        }
      }
      return Optional.of(text);
    }
    return V6.matcher(text).matches() ? groups(text).map(IpAddress::v6) : Optional.empty();
  }

  /** The eight groups of an address; a dotted end is two of them. */
  private static Optional<int[]> groups(String text) {
    int gap = text.indexOf("::");
    if (gap >= 0 && text.indexOf("::", gap + 1) >= 0) {
      return Optional.empty();
    }
    List<Integer> head = new ArrayList<>();
    List<Integer> tail = new ArrayList<>();
    boolean read =
        gap < 0
            ? read(text, head)
            : read(text.substring(0, gap), head) && read(text.substring(gap + 2), tail);
    int count = head.size() + tail.size();
    if (!read || (gap < 0 ? count != GROUPS : count >= GROUPS)) {
      return Optional.empty();
    }
    int[] groups = new int[GROUPS];
    for (int i = 0; i < head.size(); i++) {
      groups[i] = head.get(i);
    }
    for (int i = 0; i < tail.size(); i++) {
      groups[GROUPS - tail.size() + i] = tail.get(i);
    }
    return Optional.of(groups);
  }

  private static boolean read(String part, List<Integer> groups) {
    if (part.isEmpty()) {
      return true;
    }
    String[] pieces = part.split(":", -1);
    for (int i = 0; i < pieces.length; i++) {
      Matcher dotted = V4.matcher(pieces[i]);
      if (i == pieces.length - 1 && dotted.matches()) {
        groups.add(octet(dotted, 1) << 8 | octet(dotted, 2));
        groups.add(octet(dotted, 3) << 8 | octet(dotted, 4));
      } else if (GROUP.matcher(pieces[i]).matches()) {
        groups.add(Integer.parseInt(pieces[i], 16));
      } else {
        return false;
      }
    }
    return true;
  }

  private static int octet(Matcher dotted, int group) {
    return Integer.parseInt(dotted.group(group)) & 255;
  }

  /** By RFC 5952: the longest run of zero groups, of two at least, is left out. */
  private static String v6(int[] groups) {
    if (groups[5] == 0xffff && Arrays.stream(groups, 0, 5).allMatch(g -> g == 0)) {
      return "%d.%d.%d.%d"
          .formatted(groups[6] >> 8, groups[6] & 255, groups[7] >> 8, groups[7] & 255);
    }
    int from = -1;
    int length = 1;
    for (int i = 0; i < 8; i++) {
      int end = i;
      while (end < 8 && groups[end] == 0) {
        end++;
      }
      if (end - i > length) {
        from = i;
        length = end - i;
      }
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 8; i++) {
      if (i == from) {
        text.append("::");
        i += length - 1;
      } else {
        if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') {
          text.append(':');
        }
        text.append(Integer.toHexString(groups[i]));
      }
    }
    return text.toString();
  }
}
