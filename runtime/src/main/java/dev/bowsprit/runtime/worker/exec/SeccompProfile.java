package dev.bowsprit.runtime.worker.exec;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * The system calls of a sandboxed process: those Docker allows by default to a process with the
 * sandbox's capabilities. All others fail with EPERM.
 */
final class SeccompProfile {

  private static final int AF_VSOCK = 40;
  private static final int AF_ALG = 38;
  private static final int AF_NFC = 39;
  private static final int ENOSYS = 38;

  /** The namespaces that {@code clone(2)} would make: all but its time namespace. */
  private static final long CLONE_NAMESPACES = 0x7e020000L;

  /**
   * Personalities: Linux, short inodes, 32-bit addresses, both, and the question for the current.
   */
  private static final List<Long> PERSONALITIES = List.of(0L, 8L, 0x20000L, 0x20008L, 0xffffffffL);

  private SeccompProfile() {}

  /** The profile as the value of {@code linux.seccomp}. */
  static String json() {
    return Json.TEXT;
  }

  private static void write(JsonGenerator json) throws IOException {
    boolean arm = System.getProperty("os.arch").equals("aarch64");
    json.writeStartObject();
    json.writeStringField("defaultAction", "SCMP_ACT_ERRNO");
    json.writeNumberField("defaultErrnoRet", 1);
    // Each costs milliseconds at every start; x32 programs do not run on usual kernels anyway.
    json.writeFieldName("architectures");
    strings(
        json,
        arm
            ? List.of("SCMP_ARCH_AARCH64", "SCMP_ARCH_ARM")
            : List.of("SCMP_ARCH_X86_64", "SCMP_ARCH_X86"));
    json.writeArrayFieldStart("syscalls");
    allow(json, Allowed.NAMES);
    allow(json, arm ? Allowed.ARM : Allowed.X86);
    // Neither the kernel's crypto sockets nor those to the hypervisor.
    allowIf(json, "socket", 0, AF_ALG, "SCMP_CMP_LT");
    allowIf(json, "socket", 0, AF_NFC, "SCMP_CMP_EQ");
    allowIf(json, "socket", 0, AF_VSOCK, "SCMP_CMP_GT");
    for (long personality : PERSONALITIES) {
      allowIf(json, "personality", 0, personality, "SCMP_CMP_EQ");
    }
    allowIf(json, "clone", 0, CLONE_NAMESPACES, "SCMP_CMP_MASKED_EQ");
    // Its flags are out of a filter's reach; libraries fall back to clone.
    json.writeStartObject();
    json.writeFieldName("names");
    strings(json, List.of("clone3"));
    json.writeStringField("action", "SCMP_ACT_ERRNO");
    json.writeNumberField("errnoRet", ENOSYS);
    json.writeEndObject();
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void allow(JsonGenerator json, List<String> names) throws IOException {
    json.writeStartObject();
    json.writeFieldName("names");
    strings(json, names);
    json.writeStringField("action", "SCMP_ACT_ALLOW");
    json.writeEndObject();
  }

  private static void allowIf(
      JsonGenerator json, String name, int argument, long value, String comparison)
      throws IOException {
    json.writeStartObject();
    json.writeFieldName("names");
    strings(json, List.of(name));
    json.writeStringField("action", "SCMP_ACT_ALLOW");
    json.writeArrayFieldStart("args");
    json.writeStartObject();
    json.writeNumberField("index", argument);
    json.writeNumberField("value", value);
    json.writeStringField("op", comparison);
    json.writeEndObject();
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void strings(JsonGenerator json, List<String> values) throws IOException {
    json.writeStartArray();
    for (String value : values) {
      json.writeString(value);
    }
    json.writeEndArray();
  }

  /** Made for the first container, for all that follow. */
  private static final class Json {
    static final String TEXT = make();

    private static String make() {
      StringWriter text = new StringWriter();
      try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
        write(json);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return text.toString();
    }
  }

  /** The names, sorted by what they depend on. */
  private static final class Allowed {
    static final List<String> X86 = List.of("arch_prctl", "modify_ldt");
    static final List<String> ARM =
        List.of(
            "arm_fadvise64_64",
            "arm_sync_file_range",
            "sync_file_range2",
            "breakpoint",
            "cacheflush",
            "set_tls");
    static final List<String> NAMES = read();

    private static List<String> read() {
      try (InputStream in =
              Objects.requireNonNull(
                  SeccompProfile.class.getResourceAsStream("seccomp-allowed.txt"));
          BufferedReader lines =
              new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
        return lines
            .lines()
            .filter(line -> !line.startsWith("#"))
            .flatMap(line -> Stream.of(line.split(" ")))
            .toList();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
