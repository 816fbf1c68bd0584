package dev.bowsprit.frontend.testkit;

import com.google.protobuf.ByteString;
import dev.bowsprit.llb.GoPath;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A file system in memory: what an image holds, what a command writes, what a build results in.
 *
 * <p>Paths are absolute or relative to the root, and never lead out of it. Symbolic links are
 * followed as inside a container. A tree changes while it is made; the kit takes copies.
 */
public final class FileTree {

  /**
   * Who may do what with a file, and since when it is as it is.
   *
   * @param permissions the lower twelve bits of {@code st_mode}
   * @param uid the owner
   * @param gid the owner's group
   * @param modified nanoseconds since 1970; 0 where nothing sets it, so that trees are reproducible
   */
  public record Attributes(int permissions, int uid, int gid, long modified) {

    /** Root's, readable by all. */
    public static final Attributes FILE = new Attributes(0644, 0, 0, 0);

    /** Root's, searchable by all. */
    public static final Attributes DIRECTORY = new Attributes(0755, 0, 0, 0);

    /** Those of links, which nobody asks. */
    public static final Attributes LINK = new Attributes(0777, 0, 0, 0);
  }

  /** Something at a path. */
  public sealed interface Entry {

    /** Permissions, owner and time. */
    Attributes attributes();

    /** The same with other permissions, owner or time. */
    Entry with(Attributes attributes);

    /** A file. */
    record File(ByteString content, Attributes attributes) implements Entry {
      @Override
      public File with(Attributes changed) {
        return new File(content, changed);
      }
    }

    /** A directory. */
    record Directory(Attributes attributes) implements Entry {
      @Override
      public Directory with(Attributes changed) {
        return new Directory(changed);
      }
    }

    /** A symbolic link. */
    record Link(String target, Attributes attributes) implements Entry {
      @Override
      public Link with(Attributes changed) {
        return new Link(target, changed);
      }
    }
  }

  private static final String ROOT = "/";

  /** As many links as Linux follows in one path. */
  private static final int MAX_LINKS = 255;

  private final TreeMap<String, Entry> entries = new TreeMap<>();

  /** What was deleted, which a merge deletes from what lies below. */
  private final TreeSet<String> removed = new TreeSet<>();

  private FileTree() {
    entries.put(ROOT, new Entry.Directory(Attributes.DIRECTORY));
  }

  /** A tree with nothing but its root. */
  public static FileTree empty() {
    return new FileTree();
  }

  /** A copy, to be changed without changing this one. */
  public FileTree copy() {
    FileTree copy = new FileTree();
    copy.entries.putAll(entries);
    copy.removed.addAll(removed);
    return copy;
  }

  /** Writes a text file of mode 0644, with the directories above it, and returns this tree. */
  public FileTree file(String path, String text) {
    return file(path, ByteString.copyFromUtf8(text), 0644);
  }

  /** Writes a file, with the directories above it, and returns this tree. */
  public FileTree file(String path, ByteString content, int permissions) {
    put(path, new Entry.File(content, new Attributes(permissions, 0, 0, 0)));
    return this;
  }

  /** Makes a directory, with those above it, and returns this tree. */
  public FileTree directory(String path) {
    mkdirs(resolve(path), Attributes.DIRECTORY);
    return this;
  }

  /** Makes a symbolic link whose target need not exist, and returns this tree. */
  public FileTree link(String path, String target) {
    put(path, new Entry.Link(target, Attributes.LINK));
    return this;
  }

  /** What is at a path; links above its last name are followed, a link itself is found. */
  public Optional<Entry> find(String path) {
    return at(resolveParent(path));
  }

  /** The content of the file that a path leads to. */
  public Optional<ByteString> content(String path) {
    return at(resolve(path))
        .filter(Entry.File.class::isInstance)
        .map(entry -> ((Entry.File) entry).content());
  }

  /** The text of the file that a path leads to. */
  public Optional<String> text(String path) {
    return content(path).map(ByteString::toStringUtf8);
  }

  /** Whether something is at a path. */
  public boolean exists(String path) {
    return find(path).isPresent();
  }

  /** All by path, the root first. */
  public SortedMap<String, Entry> entries() {
    return Collections.unmodifiableSortedMap(entries);
  }

  /** The names in a directory, sorted; none if a path leads to none. */
  public List<String> list(String directory) {
    String prefix = below(resolve(directory));
    List<String> result = new ArrayList<>();
    for (String path : entries.tailMap(prefix, false).keySet()) {
      if (!path.startsWith(prefix)) {
        break;
      }
      if (path.indexOf('/', prefix.length()) < 0) {
        result.add(path.substring(prefix.length()));
      }
    }
    return result;
  }

  /** Deletes what is at a path and below; nothing if nothing is there. */
  public void remove(String path) {
    removeAt(resolveParent(path));
  }

  /** Puts something at a path, with directories above it, in place of what was there. */
  void put(String path, Entry entry) {
    String place = resolveParent(path);
    if (!place.equals(ROOT)) {
      mkdirs(GoPath.dir(place), Attributes.DIRECTORY);
    }
    putAt(place, entry);
  }

  /** Puts something at a resolved path whose directory exists. */
  void putAt(String place, Entry entry) {
    boolean merges =
        entry instanceof Entry.Directory && entries.get(place) instanceof Entry.Directory;
    if (!merges && !place.equals(ROOT)) {
      deleteBelow(place);
    }
    entries.put(place, entry);
  }

  void removeAt(String place) {
    if (place.equals(ROOT)) {
      list(ROOT).forEach(name -> removeAt(ROOT + name));
      return;
    }
    if (entries.remove(place) != null) {
      removed.add(place);
    }
    deleteBelow(place);
  }

  private void deleteBelow(String place) {
    // '0' is the character behind '/', so this is all that begins with the place and a slash.
    entries.subMap(below(place), false, place + '0', false).clear();
  }

  /**
   * Makes a directory and those above it.
   *
   * @return the paths that were not there
   */
  List<String> mkdirs(String place, Attributes attributes) {
    Deque<String> missing = new ArrayDeque<>();
    String path = place;
    while (!path.equals(ROOT) && !(entries.get(path) instanceof Entry.Directory)) {
      missing.push(path);
      path = GoPath.dir(path);
    }
    missing.forEach(each -> putAt(each, new Entry.Directory(attributes)));
    return List.copyOf(missing);
  }

  /** What is at a resolved path. */
  Optional<Entry> at(String place) {
    return Optional.ofNullable(entries.get(place));
  }

  /** Where a path leads, all links followed; what does not exist is taken as it is. */
  String resolve(String path) {
    Deque<String> rest = new ArrayDeque<>(names(path));
    String place = ROOT;
    int links = 0;
    while (!rest.isEmpty()) {
      String name = rest.pop();
      if (name.equals("..")) {
        place = GoPath.dir(place);
        continue;
      }
      String next = below(place) + name;
      if (entries.get(next) instanceof Entry.Link link) {
        if (++links > MAX_LINKS) {
          throw new IllegalArgumentException(path + ": too many levels of symbolic links");
        }
        place = link.target().startsWith(ROOT) ? ROOT : place;
        names(link.target()).reversed().forEach(rest::push);
      } else {
        place = next;
      }
    }
    return place;
  }

  private static List<String> names(String path) {
    return Arrays.stream(path.split("/", -1)).filter(n -> !n.isEmpty() && !n.equals(".")).toList();
  }

  /** Where a path leads, without following a link at its end. */
  String resolveParent(String path) {
    String clean = GoPath.clean(ROOT + path);
    return clean.equals(ROOT) ? ROOT : below(resolve(GoPath.dir(clean))) + GoPath.base(clean);
  }

  /** Lays another tree over this one: what it deleted is deleted, what it holds comes on top. */
  void overlay(FileTree upper) {
    upper.removed.forEach(this::removeAt);
    removed.addAll(upper.removed);
    upper.entries.forEach(this::putAt);
  }

  /** What must be laid over another tree to get this one. */
  FileTree since(FileTree lower) {
    FileTree result = new FileTree();
    for (Map.Entry<String, Entry> entry : entries.entrySet()) {
      if (!entry.getValue().equals(lower.entries.get(entry.getKey()))) {
        addParents(result, entry.getKey());
        result.putAt(entry.getKey(), entry.getValue());
      }
    }
    for (String path : lower.entries.keySet()) {
      if (!entries.containsKey(path)) {
        result.removed.add(path);
      }
    }
    return result;
  }

  private void addParents(FileTree result, String path) {
    Deque<String> parents = new ArrayDeque<>();
    for (String at = path; !at.equals(ROOT); at = GoPath.dir(at)) {
      parents.push(GoPath.dir(at));
    }
    for (String parent : parents) {
      at(parent).ifPresent(entry -> result.putAt(parent, entry));
    }
  }

  /** The tree below a path, as the root of another one. */
  FileTree subtree(String path) {
    FileTree result = new FileTree();
    String prefix = resolve(path);
    at(prefix).ifPresent(entry -> result.entries.put(ROOT, entry));
    entries
        .tailMap(below(prefix), false)
        .forEach(
            (place, entry) -> {
              if (place.startsWith(below(prefix))) {
                result.entries.put(ROOT + place.substring(below(prefix).length()), entry);
              }
            });
    return result;
  }

  /** Puts a tree in place of what is at a path and below. */
  void graft(String path, FileTree tree) {
    String place = resolve(path);
    mkdirs(GoPath.dir(place), Attributes.DIRECTORY);
    Entry root = tree.entries.get(ROOT);
    tree.removed.forEach(gone -> removed.add(GoPath.join(place, gone)));
    deleteBelow(place);
    if (root != null) {
      entries.put(place, root);
    }
    tree.entries.forEach((below, entry) -> entries.put(GoPath.join(place, below), entry));
  }

  static String below(String path) {
    return path.equals(ROOT) ? ROOT : path + ROOT;
  }

  SortedSet<String> removed() {
    return Collections.unmodifiableSortedSet(removed);
  }

  /** The paths, for messages of tests. */
  @Override
  public String toString() {
    return entries.keySet().toString();
  }
}
