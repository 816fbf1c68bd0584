package dev.bowsprit.frontend.testkit;

import com.google.protobuf.ByteString;
import dev.bowsprit.llb.GoPath;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** A file system in memory: absolute paths and what is there. It changes while it is made. */
final class FileTree {

  /** Something at a path. */
  sealed interface Entry {

    /** A file. */
    record File(ByteString content) implements Entry {}

    /** A directory. */
    record Directory() implements Entry {}

    /** A symbolic link. */
    record Link(String target) implements Entry {}
  }

  private static final String ROOT = "/";

  private final TreeMap<String, Entry> entries = new TreeMap<>();

  FileTree() {
    entries.put(ROOT, new Entry.Directory());
  }

  FileTree(FileTree other) {
    entries.putAll(other.entries);
  }

  static String absolute(String path) {
    return GoPath.clean(ROOT + path);
  }

  SortedMap<String, Entry> entries() {
    return entries;
  }

  Optional<Entry> find(String path) {
    return Optional.ofNullable(entries.get(absolute(path)));
  }

  void put(String path, Entry entry) {
    String place = absolute(path);
    mkdirs(GoPath.dir(place));
    entries.put(place, entry);
  }

  void mkdirs(String path) {
    for (String place = absolute(path); !place.equals(ROOT); place = GoPath.dir(place)) {
      entries.putIfAbsent(place, new Entry.Directory());
    }
  }

  void remove(String path) {
    String place = absolute(path);
    entries.keySet().removeIf(p -> p.equals(place) || p.startsWith(place + ROOT));
  }

  /** The paths that a pattern of {@code path/filepath.Match} matches. */
  List<String> match(String pattern) {
    StringBuilder regex = new StringBuilder();
    for (char c : absolute(pattern).toCharArray()) {
      switch (c) {
        case '*' -> regex.append("[^/]*");
        case '?' -> regex.append("[^/]");
        case '[', ']' -> regex.append(c);
        default -> regex.append(Pattern.quote(String.valueOf(c)));
      }
    }
    Pattern whole = Pattern.compile(regex.toString());
    return entries.keySet().stream().filter(p -> whole.matcher(p).matches()).toList();
  }

  /** The names directly below a directory. */
  List<String> list(String directory) {
    String prefix = below(absolute(directory));
    List<String> result = new ArrayList<>();
    for (String path : entries.keySet()) {
      if (path.startsWith(prefix)
          && path.length() > prefix.length()
          && path.indexOf('/', prefix.length()) < 0) {
        result.add(path.substring(prefix.length()));
      }
    }
    return result;
  }

  /** Copies what is at a path to another path of a tree, as a whole. */
  void copyTo(String source, FileTree into, String destination) {
    String from = absolute(source);
    for (Map.Entry<String, Entry> entry : entries.entrySet()) {
      String path = entry.getKey();
      if (path.equals(from)) {
        if (entry.getValue() instanceof Entry.Directory) {
          into.mkdirs(destination);
        } else {
          into.put(destination, entry.getValue());
        }
      } else if (path.startsWith(below(from))) {
        String target = destination + ROOT + path.substring(below(from).length());
        if (entry.getValue() instanceof Entry.Directory) {
          into.mkdirs(target);
        } else {
          into.put(target, entry.getValue());
        }
      }
    }
  }

  private static String below(String path) {
    return path.equals(ROOT) ? ROOT : path + ROOT;
  }
}
