package dev.bowsprit.runtime.cli;

import dev.bowsprit.runtime.control.EngineVersion;

/** What {@code bowsprit --version} says. */
final class VersionText {

  private VersionText() {}

  static String line() {
    String build = EngineVersion.build();
    return "bowsprit " + EngineVersion.VERSION + (build.isEmpty() ? "" : " (build " + build + ")");
  }
}
