package dev.bowsprit.llb;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/** Reads the table of capabilities and releases; once, and only if somebody asks. */
final class CapabilityHistory {

  /** Who tells a capability. */
  enum Kind {
    LLB,
    GATEWAY,
    UNTOLD
  }

  private record Entry(BuildKitVersion since, Kind kind, String feature) {}

  private static final String TABLE = "capabilities.txt";
  private static final int COLUMNS = 4;

  /** Holds the table apart from the class, so that a frontend without need never reads it. */
  private static final class Table {
    static final Map<String, Entry> ENTRIES = read();
  }

  private CapabilityHistory() {}

  static Optional<BuildKitVersion> since(String id) {
    return Optional.ofNullable(Table.ENTRIES.get(id)).map(Entry::since);
  }

  /** What people call it; the id itself if it is unknown. */
  static String feature(String id) {
    return Optional.ofNullable(Table.ENTRIES.get(id)).map(Entry::feature).orElse(id);
  }

  /** Whether daemons have it without telling. */
  static boolean untold(String id) {
    return Optional.ofNullable(Table.ENTRIES.get(id))
        .filter(entry -> entry.kind() == Kind.UNTOLD)
        .isPresent();
  }

  /** The ids of a kind that a release has, sorted. */
  static List<String> known(Kind kind, BuildKitVersion version) {
    return Table.ENTRIES.entrySet().stream()
        .filter(entry -> entry.getValue().kind() == kind)
        .filter(entry -> entry.getValue().since().compareTo(version) <= 0)
        .map(Map.Entry::getKey)
        .toList();
  }

  private static Map<String, Entry> read() {
    try (InputStream in =
            Objects.requireNonNull(CapabilityHistory.class.getResourceAsStream(TABLE), TABLE);
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      Map<String, Entry> result = new TreeMap<>();
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (!line.isEmpty() && !line.startsWith("#")) {
          String[] words = line.split(" +", COLUMNS);
          Kind kind = Kind.valueOf(words[1].toUpperCase(Locale.ROOT));
          result.put(words[2], new Entry(BuildKitVersion.parse(words[0]), kind, words[3]));
        }
      }
      return result;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
