package dev.bowsprit.llb;

import dev.bowsprit.wire.pb.ChownOpt;
import dev.bowsprit.wire.pb.NamedUserOpt;
import dev.bowsprit.wire.pb.UserOpt;
import java.util.Optional;

/**
 * Who owns the files that an action makes: {@code pb.ChownOpt}.
 *
 * @param user the user; root if empty
 * @param group the group; root if empty
 */
public record FileOwner(Optional<Id> user, Optional<Id> group) {

  /** Reads {@code user[:group]}, each a name or a number. */
  public static FileOwner parse(String text) {
    String[] parts = text.split(":", 2);
    return new FileOwner(
        Optional.of(Id.parse(parts[0])),
        parts.length > 1 ? Optional.of(Id.parse(parts[1])) : Optional.empty());
  }

  /** A user and a group by number. */
  public static FileOwner of(int uid, int gid) {
    return new FileOwner(Optional.of(new Id("", uid)), Optional.of(new Id("", gid)));
  }

  /**
   * @param base the input whose {@code /etc/passwd} and {@code /etc/group} know names
   */
  ChownOpt toProto(long base) {
    ChownOpt.Builder result = ChownOpt.newBuilder();
    user.ifPresent(id -> result.setUser(id.toProto(base)));
    group.ifPresent(id -> result.setGroup(id.toProto(base)));
    return result.build();
  }

  /**
   * A user or a group.
   *
   * @param name the name; empty if it is known by number
   * @param number the number, if there is no name
   */
  public record Id(String name, int number) {

    static Id parse(String text) {
      if (text.equals("root")) {
        return new Id("", 0);
      }
      try {
        return new Id("", Integer.parseInt(text));
      } catch (NumberFormatException e) {
        return new Id(text, 0);
      }
    }

    UserOpt toProto(long base) {
      return name.isEmpty()
          ? UserOpt.newBuilder().setByID(number).build()
          : UserOpt.newBuilder()
              .setByName(NamedUserOpt.newBuilder().setName(name).setInput(base))
              .build();
    }
  }
}
