package dev.bowsprit.runtime.ops.file;

import dev.bowsprit.runtime.worker.sys.Nodes;
import dev.bowsprit.runtime.worker.sys.Stat;
import dev.bowsprit.runtime.worker.tree.PathException;
import dev.bowsprit.runtime.worker.tree.Root;
import dev.bowsprit.wire.pb.ChownOpt;
import dev.bowsprit.wire.pb.NamedUserOpt;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/** Owners by number, or by name as {@code /etc/passwd} and {@code /etc/group} of a tree say. */
public final class Owners {

  private static final long MAX_FILE = 10 << 20;

  private Owners() {}

  /** Gives the tree of an input of the operation. */
  @FunctionalInterface
  public interface Trees {
    /** The root of what the input holds. */
    Root tree(long input) throws IOException;
  }

  /**
   * Finds an owner. A name that is in no file, or whose file does not exist, stands for root.
   *
   * @param wish what was asked for
   * @param trees where names are looked up
   */
  public static Owner find(ChownOpt wish, Trees trees) throws IOException {
    int uid = 0;
    int gid = 0;
    switch (wish.getUser().getUserCase()) {
      case BYID -> {
        uid = wish.getUser().getByID();
        gid = uid;
      }
      case BYNAME -> {
        Optional<String[]> line = line(wish.getUser().getByName(), "/etc/passwd", 4, trees);
        uid = line.map(fields -> number(fields[2])).orElse(0);
        gid = line.map(fields -> number(fields[3])).orElse(0);
      }
      default -> {}
    }
    switch (wish.getGroup().getUserCase()) {
      case BYID -> gid = wish.getGroup().getByID();
      case BYNAME -> {
        Optional<String[]> line = line(wish.getGroup().getByName(), "/etc/group", 3, trees);
        if (line.isPresent()) {
          gid = number(line.get()[2]);
        }
      }
      default -> {}
    }
    return new Owner(uid, gid);
  }

  private static Optional<String[]> line(NamedUserOpt wish, String file, int fields, Trees trees)
      throws IOException {
    Path path = trees.tree(wish.getInput()).resolve(file);
    Optional<Stat> stat = Nodes.find(path);
    if (stat.isEmpty()) {
      return Optional.empty();
    }
    if (!stat.get().isRegularFile()) {
      throw new PathException("open", file, "not a regular file");
    }
    if (stat.get().size() > MAX_FILE) {
      throw new IOException("\"" + file + "\" exceeds " + MAX_FILE + " bytes");
    }
    // Names are compared as bytes: Latin-1 keeps them as they are.
    try (BufferedReader lines =
        Files.newBufferedReader(path, java.nio.charset.StandardCharsets.ISO_8859_1)) {
      String name =
          new String(
              wish.getName().getBytes(java.nio.charset.StandardCharsets.UTF_8),
              java.nio.charset.StandardCharsets.ISO_8859_1);
      return lines
          .lines()
          .map(line -> line.strip().split(":", -1))
          .filter(line -> line.length >= fields && line[0].equals(name))
          .findFirst();
    }
  }

  private static int number(String text) {
    return parse(text).orElse(0);
  }

  private static OptionalInt parse(String text) {
    try {
      return OptionalInt.of(Integer.parseUnsignedInt(text));
    } catch (NumberFormatException _) {
      return OptionalInt.empty();
    }
  }
}
