package dev.bowsprit.conformance.interop;

import dev.bowsprit.wire.fsutil.Stat;
import java.util.List;
import java.util.stream.Collectors;

/** What is told of files, as text that can be compared. */
final class Stats {

  private Stats() {}

  /**
   * All but when the file was changed, which differs from run to run; whether it is told at all.
   */
  static String shown(Stat stat) {
    return "%s %o %d:%d %d %s %d %d %s %b"
        .formatted(
            stat.getPath(),
            stat.getMode(),
            stat.getUid(),
            stat.getGid(),
            stat.getSize(),
            stat.getLinkname(),
            stat.getDevmajor(),
            stat.getDevminor(),
            stat.getXattrsMap().keySet(),
            stat.getModTime() > 0);
  }

  /** The same of each, a line each. */
  static String shown(List<Stat> stats) {
    return stats.stream().map(Stats::shown).collect(Collectors.joining("\n"));
  }
}
