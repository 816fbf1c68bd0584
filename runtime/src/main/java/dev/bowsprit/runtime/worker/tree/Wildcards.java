package dev.bowsprit.runtime.worker.tree;

import dev.bowsprit.llb.GoPath;
import dev.bowsprit.runtime.worker.sys.Nodes;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Paths with wildcards, as Go's {@code path.Match} understands them. */
public final class Wildcards {

  private Wildcards() {}

  /** Whether a path has unescaped wildcards. */
  public static boolean present(String path) {
    for (int i = 0; i < path.length(); i++) {
      switch (path.charAt(i)) {
        case '\\' -> i++;
        case '*', '?', '[' -> {
          return true;
        }
        default -> {}
      }
    }
    return false;
  }

  /**
   * A path split where its first component with a wildcard begins.
   *
   * @param prefix what is before it, absolute
   * @param pattern it and what follows; empty if there is no wildcard
   */
  public record Split(String prefix, String pattern) {

    /** Splits an absolute path. */
    public static Split of(String path) {
      List<String> components = Root.components(GoPath.clean(path));
      int wild = 0;
      while (wild < components.size() && !present(components.get(wild))) {
        wild++;
      }
      return new Split(
          "/" + String.join("/", components.subList(0, wild)),
          String.join("/", components.subList(wild, components.size())));
    }
  }

  /**
   * The paths that exist and match, in the order of their names. What lies below a folder that
   * matches is not searched. A path without wildcards is given back, whether it exists or not.
   *
   * @param path absolute path inside the root
   * @param followLinks whether a link at the end of what is before the wildcards is followed
   */
  public static List<String> resolve(Root root, String path, boolean followLinks)
      throws IOException {
    Split split = Split.of(path);
    if (split.pattern().isEmpty()) {
      return List.of(path);
    }
    List<String> matches = new ArrayList<>();
    Path base = root.resolve(split.prefix(), followLinks);
    if (Nodes.find(base).isEmpty()) {
      throw new PathException("lstat", split.prefix(), "no such file or directory");
    }
    search(base, Root.components(split.pattern()), 0, matches, root);
    return matches;
  }

  private static void search(
      Path folder, List<String> pattern, int level, List<String> matches, Root root)
      throws IOException {
    List<Path> children = new ArrayList<>();
    var stat = Nodes.find(folder);
    if (stat.isEmpty() || !stat.get().isDirectory()) {
      return;
    }
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      for (Path child : entries) {
        if (matches(pattern.get(level), child.getFileName().toString())) {
          children.add(child);
        }
      }
    }
    children.sort(null);
    for (Path child : children) {
      if (level == pattern.size() - 1) {
        matches.add(root.show(child));
      } else {
        search(child, pattern, level + 1, matches, root);
      }
    }
  }

  /**
   * Whether a name matches a pattern whole, as Go's {@code path.Match} says. A malformed pattern
   * matches nothing.
   */
  public static boolean matches(String pattern, String name) {
    return match(pattern, 0, name, 0);
  }

  private static boolean match(String pattern, int p, String name, int n) {
    // The last star and how much of the name it took, to come back to when what follows fails.
    int star = -1;
    int taken = 0;
    while (n < name.length() || p < pattern.length()) {
      if (p < pattern.length()) {
        char c = pattern.charAt(p);
        if (c == '*') {
          star = p++;
          taken = n;
          continue;
        }
        int next = n < name.length() ? matchOne(pattern, p, name.codePointAt(n)) : -1;
        if (next > 0) {
          p = next;
          n += Character.charCount(name.codePointAt(n));
          continue;
        }
      }
      if (star < 0 || taken >= name.length() || name.charAt(taken) == '/') {
        return false;
      }
      taken += Character.charCount(name.codePointAt(taken));
      n = taken;
      p = star + 1;
    }
    return true;
  }

  /** The place behind the one element of the pattern that matches a character, or -1. */
  private static int matchOne(String pattern, int p, int character) {
    return switch (pattern.charAt(p)) {
      case '?' -> character == '/' ? -1 : p + 1;
      case '[' -> character == '/' ? -1 : matchClass(pattern, p + 1, character);
      case '\\' ->
          p + 1 < pattern.length() && pattern.codePointAt(p + 1) == character
              ? p + 1 + Character.charCount(character)
              : -1;
      default -> pattern.codePointAt(p) == character ? p + Character.charCount(character) : -1;
    };
  }

  private static int matchClass(String pattern, int start, int character) {
    int p = start;
    boolean negated = p < pattern.length() && pattern.charAt(p) == '^';
    if (negated) {
      p++;
    }
    boolean found = false;
    for (int ranges = 0; ; ranges++) {
      if (p >= pattern.length()) {
        return -1;
      }
      if (pattern.charAt(p) == ']' && ranges > 0) {
        return found != negated ? p + 1 : -1;
      }
      if (pattern.charAt(p) == '\\') {
        p++;
      }
      if (p >= pattern.length()) {
        return -1;
      }
      int low = pattern.codePointAt(p);
      p += Character.charCount(low);
      int high = low;
      if (p + 1 < pattern.length() && pattern.charAt(p) == '-') {
        p++;
        if (pattern.charAt(p) == '\\') {
          p++;
        }
        if (p >= pattern.length()) {
          return -1;
        }
        high = pattern.codePointAt(p);
        p += Character.charCount(high);
      }
      found |= low <= character && character <= high;
    }
  }
}
