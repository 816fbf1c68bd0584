package dev.bowsprit.frontend.testkit;

import dev.bowsprit.wire.pb.ChownOpt;
import dev.bowsprit.wire.pb.NamedUserOpt;
import java.util.Optional;
import java.util.function.LongFunction;

/** Who owns a file; names are looked up in {@code /etc/passwd} and {@code /etc/group} of a tree. */
record Owner(int uid, int gid) {

  /**
   * Finds an owner. A name that is in no file stands for root, as in BuildKit.
   *
   * @param trees the operation's inputs
   */
  static Owner of(ChownOpt wish, LongFunction<FileTree> trees) {
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
      default -> {
        // the group only
      }
    }
    switch (wish.getGroup().getUserCase()) {
      case BYID -> gid = wish.getGroup().getByID();
      case BYNAME -> {
        int usual = gid;
        gid =
            line(wish.getGroup().getByName(), "/etc/group", 3, trees)
                .map(fields -> number(fields[2]))
                .orElse(usual);
      }
      default -> {
        // the user's
      }
    }
    return new Owner(uid, gid);
  }

  private static Optional<String[]> line(
      NamedUserOpt wish, String file, int fields, LongFunction<FileTree> trees) {
    return trees.apply(wish.getInput()).text(file).stream()
        .flatMap(String::lines)
        .map(line -> line.strip().split(":", -1))
        .filter(line -> line.length >= fields && line[0].equals(wish.getName()))
        .findFirst();
  }

  private static int number(String text) {
    try {
      return Integer.parseUnsignedInt(text);
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
