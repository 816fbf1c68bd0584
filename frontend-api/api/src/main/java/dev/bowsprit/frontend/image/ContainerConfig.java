package dev.bowsprit.frontend.image;

import dev.bowsprit.frontend.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/**
 * How a container of an image starts: the OCI image config's {@code config}, with Docker's further
 * fields.
 *
 * @param user who runs the process
 * @param exposedPorts {@code port/protocol}
 * @param env {@code NAME=value}, in order
 * @param entrypoint the program and its first arguments
 * @param cmd the arguments after these, or the program
 * @param volumes paths that are volumes
 * @param workingDir where the process starts
 * @param labels what is said of the image
 * @param stopSignal what ends the container
 * @param argsEscaped whether the command line is escaped already, on Windows
 * @param healthcheck how to see whether it is healthy
 * @param onBuild instructions for builds on top of the image
 * @param shell the shell of instructions that are not in JSON form
 */
public record ContainerConfig(
    String user,
    SortedSet<String> exposedPorts,
    List<String> env,
    List<String> entrypoint,
    List<String> cmd,
    SortedSet<String> volumes,
    String workingDir,
    SortedMap<String, String> labels,
    String stopSignal,
    boolean argsEscaped,
    Optional<Healthcheck> healthcheck,
    List<String> onBuild,
    List<String> shell) {

  /** A config that says nothing. */
  public static final ContainerConfig EMPTY =
      new ContainerConfig(
          "",
          new TreeSet<>(),
          List.of(),
          List.of(),
          List.of(),
          new TreeSet<>(),
          "",
          new TreeMap<>(),
          "",
          false,
          Optional.empty(),
          List.of(),
          List.of());

  /** Takes copies. */
  public ContainerConfig {
    exposedPorts = java.util.Collections.unmodifiableSortedSet(new TreeSet<>(exposedPorts));
    env = List.copyOf(env);
    entrypoint = List.copyOf(entrypoint);
    cmd = List.copyOf(cmd);
    volumes = java.util.Collections.unmodifiableSortedSet(new TreeSet<>(volumes));
    labels = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(labels));
    onBuild = List.copyOf(onBuild);
    shell = List.copyOf(shell);
  }

  static ContainerConfig of(Json json) {
    return new ContainerConfig(
        ImageConfig.text(json, "User"),
        keys(json, "ExposedPorts"),
        ImageConfig.texts(json, "Env"),
        ImageConfig.texts(json, "Entrypoint"),
        ImageConfig.texts(json, "Cmd"),
        keys(json, "Volumes"),
        ImageConfig.text(json, "WorkingDir"),
        labels(json),
        ImageConfig.text(json, "StopSignal"),
        ImageConfig.flag(json, "ArgsEscaped"),
        json.member("Healthcheck").filter(Json.Obj.class::isInstance).map(Healthcheck::of),
        ImageConfig.texts(json, "OnBuild"),
        ImageConfig.texts(json, "Shell"));
  }

  private static SortedSet<String> keys(Json json, String name) {
    return new TreeSet<>(
        json.member(name).map(m -> m.members().keySet()).orElse(java.util.Set.of()));
  }

  private static SortedMap<String, String> labels(Json json) {
    SortedMap<String, String> labels = new TreeMap<>();
    json.member("Labels")
        .ifPresent(
            object ->
                object
                    .members()
                    .forEach((name, value) -> labels.put(name, value.text().orElse(""))));
    return labels;
  }

  Json toJson() {
    Json.Builder json = new Json.Builder().putText("User", user);
    putKeys(json, "ExposedPorts", exposedPorts);
    json.putTexts("Env", env).putTexts("Entrypoint", entrypoint).putTexts("Cmd", cmd);
    putKeys(json, "Volumes", volumes);
    json.putText("WorkingDir", workingDir);
    if (!labels.isEmpty()) {
      Json.Builder object = new Json.Builder();
      labels.forEach((name, value) -> object.put(name, Json.of(value)));
      json.put("Labels", object.build());
    }
    json.putText("StopSignal", stopSignal).putTrue("ArgsEscaped", argsEscaped);
    healthcheck.ifPresent(check -> json.put("Healthcheck", check.toJson()));
    return json.putTexts("OnBuild", onBuild).putTexts("Shell", shell).build();
  }

  private static void putKeys(Json.Builder json, String name, SortedSet<String> keys) {
    if (!keys.isEmpty()) {
      Map<String, Json> members = new LinkedHashMap<>();
      keys.forEach(key -> members.put(key, new Json.Obj(Map.of())));
      json.put(name, new Json.Obj(members));
    }
  }

  /** The value of a variable in {@link #env()}; the first one counts. */
  public Optional<String> variable(String name) {
    return env.stream()
        .filter(entry -> entry.startsWith(name + "="))
        .map(entry -> entry.substring(name.length() + 1))
        .findFirst();
  }

  /** With a variable set where it stands, or at the end if it is new. */
  public ContainerConfig withVariable(String name, String value) {
    List<String> changed = new ArrayList<>(env);
    for (int i = 0; i < changed.size(); i++) {
      String entry = changed.get(i);
      int equals = entry.indexOf('=');
      if (name.equals(equals < 0 ? entry : entry.substring(0, equals))) {
        changed.set(i, name + "=" + value);
        return edit(draft -> draft.env(changed));
      }
    }
    changed.add(name + "=" + value);
    return edit(draft -> draft.env(changed));
  }

  /** A copy in which some fields are changed. */
  public ContainerConfig edit(UnaryOperator<Draft> change) {
    return change.apply(new Draft(this)).build();
  }

  /** A config in the making. */
  public static final class Draft {
    private String user;
    private SortedSet<String> exposedPorts;
    private List<String> env;
    private List<String> entrypoint;
    private List<String> cmd;
    private SortedSet<String> volumes;
    private String workingDir;
    private SortedMap<String, String> labels;
    private String stopSignal;
    private boolean argsEscaped;
    private Optional<Healthcheck> healthcheck;
    private List<String> onBuild;
    private List<String> shell;

    private Draft(ContainerConfig config) {
      user = config.user;
      exposedPorts = config.exposedPorts;
      env = config.env;
      entrypoint = config.entrypoint;
      cmd = config.cmd;
      volumes = config.volumes;
      workingDir = config.workingDir;
      labels = config.labels;
      stopSignal = config.stopSignal;
      argsEscaped = config.argsEscaped;
      healthcheck = config.healthcheck;
      onBuild = config.onBuild;
      shell = config.shell;
    }

    /** Sets who runs the process. */
    public Draft user(String value) {
      user = value;
      return this;
    }

    /** Adds ports to those that are exposed. */
    public Draft expose(List<String> ports) {
      exposedPorts = new TreeSet<>(exposedPorts);
      exposedPorts.addAll(ports);
      return this;
    }

    /** Sets the environment. */
    public Draft env(List<String> value) {
      env = value;
      return this;
    }

    /** Sets the entry point. */
    public Draft entrypoint(List<String> value) {
      entrypoint = value;
      return this;
    }

    /** Sets the command. */
    public Draft cmd(List<String> value) {
      cmd = value;
      return this;
    }

    /** Adds volumes. */
    public Draft addVolumes(List<String> paths) {
      volumes = new TreeSet<>(volumes);
      volumes.addAll(paths);
      return this;
    }

    /** Sets the working directory. */
    public Draft workingDir(String value) {
      workingDir = value;
      return this;
    }

    /** Adds or replaces labels. */
    public Draft addLabels(Map<String, String> more) {
      labels = new TreeMap<>(labels);
      labels.putAll(more);
      return this;
    }

    /** Sets the signal that ends the container. */
    public Draft stopSignal(String value) {
      stopSignal = value;
      return this;
    }

    /** Sets whether the command line is escaped already. */
    public Draft argsEscaped(boolean value) {
      argsEscaped = value;
      return this;
    }

    /** Sets how to see whether the container is healthy. */
    public Draft healthcheck(Healthcheck value) {
      healthcheck = Optional.of(value);
      return this;
    }

    /** Sets the instructions for builds on top. */
    public Draft onBuild(List<String> value) {
      onBuild = value;
      return this;
    }

    /** Sets the shell. */
    public Draft shell(List<String> value) {
      shell = value;
      return this;
    }

    private ContainerConfig build() {
      return new ContainerConfig(
          user,
          exposedPorts,
          env,
          entrypoint,
          cmd,
          volumes,
          workingDir,
          labels,
          stopSignal,
          argsEscaped,
          healthcheck,
          onBuild,
          shell);
    }
  }
}
