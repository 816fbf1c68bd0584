package dev.bowsprit.runtime.worker.exec;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.bowsprit.runtime.worker.Mount;
import dev.bowsprit.wire.pb.LinuxResources;
import dev.bowsprit.wire.pb.NetMode;
import dev.bowsprit.wire.pb.SecurityMode;
import dev.bowsprit.wire.pb.Ulimit;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The {@code config.json} of a container, with the settings that BuildKit gives to build steps.
 *
 * @param rootfs the mounted root
 * @param container what was asked for
 * @param process its first process
 * @param user who the process runs as
 * @param mounts the container's mounts behind the default ones: target and what is mounted there
 * @param cgroupsPath its control group; empty to let the runtime do without
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/main/config.md">config.md</a>
 */
record OciSpec(
    Path rootfs,
    ContainerSpec container,
    ProcessSpec process,
    ContainerUser user,
    List<Target> mounts,
    Optional<String> cgroupsPath) {

  /** A mount and where it goes. */
  record Target(String path, Mount mount) {}

  private static final JsonFactory JSON = new JsonFactory();

  private static final List<String> PRIVATE = List.of("nosuid", "noexec", "nodev");

  void write(OutputStream out) throws IOException {
    try (JsonGenerator json = JSON.createGenerator(out)) {
      json.writeStartObject();
      json.writeStringField("ociVersion", "1.0.2");
      json.writeFieldName("process");
      writeProcess(json, process, user, container);
      json.writeObjectFieldStart("root");
      json.writeStringField("path", rootfs.toString());
      json.writeBooleanField("readonly", container.readonlyRoot());
      json.writeEndObject();
      json.writeStringField(
          "hostname",
          container.hostname().isEmpty() ? NetworkFiles.DEFAULT_HOSTNAME : container.hostname());
      writeMounts(json);
      writeLinux(json);
      json.writeEndObject();
    }
  }

  /** Writes one more process of a container that runs, for {@code runc exec --process}. */
  static void writeProcess(
      OutputStream out, ProcessSpec process, ContainerUser user, ContainerSpec container)
      throws IOException {
    try (JsonGenerator json = JSON.createGenerator(out)) {
      writeProcess(json, process, user, container);
    }
  }

  private static void writeProcess(
      JsonGenerator json, ProcessSpec process, ContainerUser user, ContainerSpec container)
      throws IOException {
    json.writeStartObject();
    json.writeBooleanField("terminal", process.tty());
    json.writeObjectFieldStart("user");
    json.writeNumberField("uid", user.uid());
    json.writeNumberField("gid", user.gid());
    json.writeArrayFieldStart("additionalGids");
    for (long group : user.groups()) {
      json.writeNumber(group);
    }
    json.writeEndArray();
    json.writeEndObject();
    strings(json, "args", process.args());
    strings(json, "env", process.env());
    json.writeStringField("cwd", process.cwd());
    json.writeObjectFieldStart("capabilities");
    boolean insecure = container.security() == SecurityMode.INSECURE;
    List<String> capabilities =
        insecure ? Capabilities.own() : container.confinement().capabilities();
    strings(json, "bounding", capabilities);
    strings(json, "effective", capabilities);
    strings(json, "permitted", capabilities);
    if (insecure) {
      strings(json, "inheritable", capabilities);
      strings(json, "ambient", capabilities);
    }
    json.writeEndObject();
    writeLimits(json, container.ulimits());
    json.writeBooleanField(
        "noNewPrivileges", !insecure && container.confinement().noNewPrivileges());
    json.writeEndObject();
  }

  private static void writeLimits(JsonGenerator json, List<Ulimit> limits) throws IOException {
    json.writeArrayFieldStart("rlimits");
    boolean files = false;
    for (Ulimit limit : limits) {
      files |= limit.getName().equalsIgnoreCase("nofile");
      writeLimit(json, limit.getName(), limit.getSoft(), limit.getHard());
    }
    if (!files) {
      // The JVM raised its own limit, which programs that close all files would suffer from.
      long hard = OpenFiles.HARD_LIMIT;
      writeLimit(json, "nofile", Math.min(OpenFiles.USUAL_LIMIT, hard), hard);
    }
    json.writeEndArray();
  }

  private static void writeLimit(JsonGenerator json, String name, long soft, long hard)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("type", "RLIMIT_" + name.toUpperCase(Locale.ROOT));
    json.writeFieldName("soft");
    json.writeNumber(Long.toUnsignedString(soft));
    json.writeFieldName("hard");
    json.writeNumber(Long.toUnsignedString(hard));
    json.writeEndObject();
  }

  private void writeMounts(JsonGenerator json) throws IOException {
    boolean insecure = container.security() == SecurityMode.INSECURE;
    String access = insecure ? "rw" : "ro";
    Map<String, Mount> all = new LinkedHashMap<>();
    put(all, "/proc", "proc", "proc", PRIVATE);
    put(all, "/dev", "tmpfs", "tmpfs", List.of("nosuid", "strictatime", "mode=755", "size=65536k"));
    put(
        all,
        "/dev/pts",
        "devpts",
        "devpts",
        List.of("nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620", "gid=5"));
    put(all, "/dev/shm", "tmpfs", "shm", and(PRIVATE, "mode=1777", "size=65536k"));
    put(all, "/dev/mqueue", "mqueue", "mqueue", PRIVATE);
    put(all, "/sys", "sysfs", "sysfs", and(PRIVATE, access));
    if (cgroupsPath.isPresent()) {
      put(all, "/sys/fs/cgroup", "cgroup", "cgroup", and(PRIVATE, access));
    }
    for (Target target : mounts) {
      all.put(target.path(), target.mount());
    }
    json.writeArrayFieldStart("mounts");
    for (Map.Entry<String, Mount> mount : all.entrySet()) {
      json.writeStartObject();
      json.writeStringField("destination", mount.getKey());
      json.writeStringField("type", mount.getValue().type());
      json.writeStringField("source", mount.getValue().source());
      strings(json, "options", mount.getValue().options());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void put(
      Map<String, Mount> all, String path, String type, String source, List<String> options) {
    all.put(path, new Mount(type, source, options));
  }

  private static List<String> and(List<String> options, String... more) {
    List<String> all = new ArrayList<>(options);
    all.addAll(List.of(more));
    return all;
  }

  private void writeLinux(JsonGenerator json) throws IOException {
    boolean insecure = container.security() == SecurityMode.INSECURE;
    json.writeObjectFieldStart("linux");
    if (cgroupsPath.isPresent()) {
      json.writeStringField("cgroupsPath", cgroupsPath.get());
      writeResources(json, insecure);
    }
    json.writeArrayFieldStart("namespaces");
    namespace(json, "pid");
    namespace(json, "ipc");
    namespace(json, "uts");
    namespace(json, "mount");
    // Without a network of its own, the default is this host's, as BuildKit does without CNI.
    if (container.network() == NetMode.NONE) {
      namespace(json, "network");
    }
    if (Cgroups.HAVE_NAMESPACE) {
      namespace(json, "cgroup");
    }
    json.writeEndArray();
    if (insecure) {
      Devices.write(json);
    } else {
      strings(json, "maskedPaths", HiddenPaths.MASKED);
      strings(json, "readonlyPaths", HiddenPaths.READONLY);
      json.writeFieldName("seccomp");
      json.writeRawValue(SeccompProfile.json());
    }
    json.writeEndObject();
  }

  private void writeResources(JsonGenerator json, boolean insecure) throws IOException {
    json.writeObjectFieldStart("resources");
    json.writeArrayFieldStart("devices");
    if (insecure) {
      device(json, true, "c");
      device(json, true, "b");
    } else {
      device(json, false, "");
    }
    json.writeEndArray();
    if (container.resources().isPresent()) {
      writeLimits(json, container.resources().get());
    }
    OptionalLong pids = container.confinement().pids();
    if (pids.isPresent()) {
      json.writeObjectFieldStart("pids");
      json.writeNumberField("limit", pids.getAsLong());
      json.writeEndObject();
    }
    json.writeEndObject();
  }

  private static void writeLimits(JsonGenerator json, LinuxResources limits) throws IOException {
    json.writeObjectFieldStart("memory");
    number(json, "limit", limits.getMemory());
    number(json, "swap", limits.getMemorySwap());
    json.writeEndObject();
    json.writeObjectFieldStart("cpu");
    number(json, "shares", limits.getCpuShares());
    number(json, "quota", limits.getCpuQuota());
    number(json, "period", limits.getCpuPeriod());
    text(json, "cpus", limits.getCpusetCpus());
    text(json, "mems", limits.getCpusetMems());
    json.writeEndObject();
  }

  private static void number(JsonGenerator json, String name, long value) throws IOException {
    if (value != 0) {
      json.writeNumberField(name, value);
    }
  }

  private static void text(JsonGenerator json, String name, String value) throws IOException {
    if (!value.isEmpty()) {
      json.writeStringField(name, value);
    }
  }

  private static void device(JsonGenerator json, boolean allow, String type) throws IOException {
    json.writeStartObject();
    json.writeBooleanField("allow", allow);
    text(json, "type", type);
    json.writeStringField("access", "rwm");
    json.writeEndObject();
  }

  private static void namespace(JsonGenerator json, String type) throws IOException {
    json.writeStartObject();
    json.writeStringField("type", type);
    json.writeEndObject();
  }

  private static void strings(JsonGenerator json, String name, List<String> values)
      throws IOException {
    json.writeArrayFieldStart(name);
    for (String value : values) {
      json.writeString(value);
    }
    json.writeEndArray();
  }
}
