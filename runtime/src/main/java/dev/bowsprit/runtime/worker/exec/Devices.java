package dev.bowsprit.runtime.worker.exec;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** The devices that a privileged container gets beside the usual ones. */
final class Devices {

  private static final int LOOP_MAJOR = 7;
  private static final int MISC_MAJOR = 10;
  private static final int SPARE_LOOPS = 8;

  private Devices() {}

  static void write(JsonGenerator json) throws IOException {
    json.writeArrayFieldStart("devices");
    device(json, "/dev/kmsg", "c", 1, 11);
    device(json, "/dev/cuse", "c", MISC_MAJOR, 203);
    device(json, "/dev/fuse", "c", MISC_MAJOR, 229);
    device(json, "/dev/kvm", "c", MISC_MAJOR, 232);
    device(json, "/dev/net/tun", "c", MISC_MAJOR, 200);
    device(json, "/dev/loop-control", "c", MISC_MAJOR, 237);
    for (int i = 0; i < loops() + SPARE_LOOPS; i++) {
      device(json, "/dev/loop" + i, "b", LOOP_MAJOR, i);
    }
    json.writeEndArray();
  }

  /** How many loop devices are in use. */
  private static int loops() {
    int count = 0;
    try (DirectoryStream<Path> blocks =
        Files.newDirectoryStream(Path.of("/sys/block"), "loop[0-9]*")) {
      for (Path block : blocks) {
        if (Files.exists(block.resolve("loop"))) {
          count++;
        }
      }
    } catch (IOException e) {
      return count;
    }
    return count;
  }

  private static void device(JsonGenerator json, String path, String type, int major, int minor)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("path", path);
    json.writeStringField("type", type);
    json.writeNumberField("major", major);
    json.writeNumberField("minor", minor);
    json.writeEndObject();
  }
}
