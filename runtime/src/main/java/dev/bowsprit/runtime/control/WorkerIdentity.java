package dev.bowsprit.runtime.control;

import dev.bowsprit.llb.Platform;
import dev.bowsprit.wire.worker.WorkerRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/** Who the worker of a root is: an id that stays, its platform, and its labels. */
final class WorkerIdentity {

  private static final String LABELS = "org.mobyproject.buildkit.worker.";

  private WorkerIdentity() {}

  /** The record of the worker, as clients are told. */
  static WorkerRecord of(Path root) {
    return WorkerRecord.newBuilder()
        .setID(id(root.resolve("workerid")))
        .putLabels(LABELS + "executor", "oci")
        .putLabels(LABELS + "hostname", hostname())
        .putLabels(LABELS + "snapshotter", "overlayfs")
        .addPlatforms(Platform.ofHost().toProto())
        .setBuildkitVersion(EngineVersion.message())
        .build();
  }

  private static String id(Path file) {
    try {
      if (!Files.exists(file)) {
        Files.writeString(file, UUID.randomUUID().toString().replace("-", ""));
      }
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String hostname() {
    try {
      return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
    } catch (IOException e) {
      try {
        return InetAddress.getLocalHost().getHostName();
      } catch (UnknownHostException unknown) {
        return "localhost";
      }
    }
  }
}
