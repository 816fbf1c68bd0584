package dev.bowsprit.runtime.worker.exec;

import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.runtime.worker.tree.Root;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Who a process runs as.
 *
 * @param uid user
 * @param gid primary group
 * @param groups all groups, the primary one first or where the group file has it
 */
record ContainerUser(long uid, long gid, List<Long> groups) {

  private static final long MAX_ID = Integer.MAX_VALUE;
  private static final long MAX_BYTES = 10L << 20;

  /**
   * Looks a user up in the {@code /etc/passwd} and {@code /etc/group} of a container.
   *
   * @param spec {@code name|uid[:group|gid]}, empty for root
   * @throws GatewayException if a name is in neither file or a number is out of range
   */
  static ContainerUser find(Path root, String spec) {
    String user = spec.isEmpty() ? "0" : spec;
    String[] parts = user.split(":", 2);
    if (parts.length == 2) {
      OptionalLong uid = unsigned(parts[0]);
      OptionalLong gid = unsigned(parts[1]);
      if (uid.isPresent() && gid.isPresent()) {
        return of(uid.getAsLong(), gid.getAsLong(), List.of());
      }
    }
    List<String[]> passwd = entries(root, "/etc/passwd", false);
    List<String[]> group = entries(root, "/etc/group", true);
    return lookUp(parts[0], parts.length == 2 ? parts[1] : "", passwd, group);
  }

  private static ContainerUser lookUp(
      String user, String group, List<String[]> passwd, List<String[]> groups) {
    OptionalLong uidArgument = number(user);
    OptionalLong gidArgument = number(group);
    Optional<String[]> match =
        passwd.stream()
            .filter(
                entry ->
                    user.isEmpty()
                        ? id(entry, 2) == 0
                        : uidArgument.isPresent()
                            ? id(entry, 2) == uidArgument.getAsLong()
                            : field(entry, 0).equals(user))
            .findFirst();
    long uid = 0;
    long gid = 0;
    if (match.isPresent()) {
      uid = id(match.get(), 2);
      gid = id(match.get(), 3);
    } else if (!user.isEmpty()) {
      uid = uidArgument.orElseThrow(() -> unknown("user", user, "passwd"));
    }
    if (!group.isEmpty()) {
      Optional<String[]> named =
          groups.stream()
              .filter(
                  entry ->
                      gidArgument.isPresent()
                          ? id(entry, 2) == gidArgument.getAsLong()
                          : field(entry, 0).equals(group))
              .findFirst();
      gid =
          named.isPresent()
              ? id(named.get(), 2)
              : gidArgument.orElseThrow(() -> unknown("group", group, "group"));
      return of(uid, gid, List.of());
    }
    String name = match.map(entry -> field(entry, 0)).orElse("");
    List<Long> memberOf = new ArrayList<>();
    for (String[] entry : groups) {
      if (!name.isEmpty() && List.of(field(entry, 3).split(",")).contains(name)) {
        memberOf.add(id(entry, 2));
      }
    }
    return of(uid, gid, memberOf);
  }

  private static ContainerUser of(long uid, long gid, List<Long> more) {
    if (more.contains(gid)) {
      return new ContainerUser(uid, gid, more);
    }
    List<Long> groups = new ArrayList<>();
    groups.add(gid);
    groups.addAll(more);
    return new ContainerUser(uid, gid, List.copyOf(groups));
  }

  private static GatewayException unknown(String kind, String name, String file) {
    return GatewayException.of(
        GatewayException.Code.UNKNOWN,
        "unable to find %s %s: no matching entries in %s file".formatted(kind, name, file));
  }

  /** Both ids given as numbers need no look-up and may use all 32 bits. */
  private static OptionalLong unsigned(String text) {
    if (text.equals("root")) {
      return OptionalLong.of(0);
    }
    try {
      return text.isEmpty() || !Character.isDigit(text.charAt(0))
          ? OptionalLong.empty()
          : OptionalLong.of(Integer.toUnsignedLong(Integer.parseUnsignedInt(text)));
    } catch (NumberFormatException e) {
      return OptionalLong.empty();
    }
  }

  /** A number given by the author; a name gives nothing. */
  private static OptionalLong number(String text) {
    if (!text.matches("[+-]?[0-9]+")) {
      return OptionalLong.empty();
    }
    long value;
    try {
      value = Long.parseLong(text);
    } catch (NumberFormatException e) {
      value = -1;
    }
    if (value < 0 || value > MAX_ID) {
      throw GatewayException.of(
          GatewayException.Code.UNKNOWN, "uids and gids must be in range 0-" + MAX_ID);
    }
    return OptionalLong.of(value);
  }

  /** A number in a file; what is not one counts as 0, as it does for Docker. */
  private static long id(String[] entry, int index) {
    try {
      return Long.parseLong(field(entry, index));
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  private static String field(String[] entry, int index) {
    return index < entry.length ? entry[index] : "";
  }

  /** The entries of a file of the container; none if it is absent, odd or a trap. */
  private static List<String[]> entries(Path root, String path, boolean comments) {
    List<String[]> result = new ArrayList<>();
    try {
      Path file = new Root(root).resolve(path);
      // Opening a pipe would wait for ever.
      if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || Files.size(file) > MAX_BYTES) {
        return List.of();
      }
      try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
          String text = line.strip();
          if (!text.isEmpty() && !(comments && text.startsWith("#"))) {
            result.add(
                new String(text.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8)
                    .split(":", -1));
          }
        }
      }
    } catch (IOException e) {
      return List.of();
    }
    return result;
  }
}
