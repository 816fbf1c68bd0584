package dev.bowsprit.frontend.packaging;

import java.util.List;

/** The virtual machine's options in a frontend's image. */
final class JvmOptions {

  /**
   * Those of every start: a process that lives for a tenth of a second wants neither a second
   * compiler nor parallel collection, and its standard output belongs to the protocol.
   */
  static final List<String> ALWAYS =
      List.of(
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "-XX:-UsePerfData",
          "-Xmx512m",
          "-Xlog:disable",
          "-Xlog:all=warning:stderr",
          "--sun-misc-unsafe-memory-access=allow");

  private JvmOptions() {}
}
