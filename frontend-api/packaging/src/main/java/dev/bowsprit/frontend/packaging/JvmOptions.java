package dev.bowsprit.frontend.packaging;

import java.nio.file.Path;
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
          // most of what is compiled would be done when the process ends; large files want it,
          // though
          "-XX:CompileThresholdScaling=3",
          // an AOT cache that lies where it was made for need not be copied to be relocated
          "-XX:+UnlockDiagnosticVMOptions",
          // diagnostic options come and go, and a later JDK does without them
          "-XX:+IgnoreUnrecognizedVMOptions",
          "-XX:ArchiveRelocationMode=0",
          "-XX:-AOTReplayTraining",
          "-XX:-UsePerfData",
          "-Xmx512m",
          "-Xlog:disable",
          "-Xlog:all=warning:stderr",
          "--sun-misc-unsafe-memory-access=allow");

  private JvmOptions() {}

  /** Those of the run that makes an AOT cache. */
  static List<String> training(Path cache) {
    return List.of(
        "-XX:AOTCacheOutput=" + cache, "-XX:+UnlockDiagnosticVMOptions", "-XX:-AOTRecordTraining");
  }
}
