package dev.bowsprit.dockerfile.dispatch;

import dev.bowsprit.dockerfile.stage.BuildArgument;
import dev.bowsprit.dockerfile.stage.Environment;
import dev.bowsprit.dockerfile.stage.StageState;
import dev.bowsprit.frontend.option.BuildOptions;
import dev.bowsprit.grammar.Heredoc;
import dev.bowsprit.grammar.Instruction.Run;
import dev.bowsprit.llb.Capabilities;
import dev.bowsprit.llb.CapabilitySet;
import dev.bowsprit.llb.Device;
import dev.bowsprit.llb.Exec;
import dev.bowsprit.llb.ExtraHost;
import dev.bowsprit.llb.FileAction;
import dev.bowsprit.llb.FileState;
import dev.bowsprit.llb.GoPath;
import dev.bowsprit.llb.Llb;
import dev.bowsprit.llb.Mount;
import dev.bowsprit.llb.NetworkMode;
import dev.bowsprit.llb.SecurityMode;
import dev.bowsprit.llb.Ulimit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** RUN: a command in a container of its own. */
final class RunDispatch {

  private static final String COMMAND = "com.docker.dockerfile.v1.command";
  private static final String SCRIPTS = "/dev/pipes/";
  private static final int SCRIPT_MODE = 0755;

  private final Surroundings here;
  private final Run instruction;
  private final BuildOptions options;
  private final CapabilitySet operations;

  RunDispatch(Surroundings here, Run instruction) {
    this.here = here;
    this.instruction = instruction;
    this.options = here.scope().options();
    this.operations = here.scope().host().operations();
  }

  StageState apply() {
    List<MountOptions> mounts =
        instruction.mounts().stream().map(mount -> MountOptions.of(mount, here::expand)).toList();
    // a command may use any file
    here.stage().used().addAll();
    Script script = script();
    List<String> args =
        instruction.command().exec()
            ? script.args()
            : Shells.run(here.state().image(), script.args());
    Exec exec = here.state().files().run(args);
    if (script.file().isPresent()) {
      exec = exec.mount(SCRIPTS, Mount.bind(script.file().get()).path("/").readOnly());
    }
    exec = here.locate(exec.described(COMMAND, here.code()));
    if (here.stage().ignoreCache()) {
      exec = exec.ignoreCache();
    }
    if (here.proxy().isPresent()) {
      exec = exec.proxy(here.proxy().get());
    }
    exec = new MountDispatch(here).mount(exec, mounts);
    exec = limited(privileged(exec)).named(shownName(script, mounts));
    StageState state = here.counted(here.state().withFiles(exec.root()));
    return state.withHistory("RUN " + history(args) + " # buildkit", true, here.scope().epoch());
  }

  /**
   * What is run.
   *
   * @param args the command line, before a shell is put in front
   * @param file a script that is mounted
   * @param summary what of the script is shown
   */
  private record Script(List<String> args, Optional<FileState> file, String summary) {}

  private Script script() {
    List<Heredoc> documents = instruction.head().heredocs();
    List<String> args = instruction.command().args();
    if (documents.isEmpty()) {
      return new Script(args, Optional.empty(), "");
    }
    Heredoc first = documents.getFirst();
    String line = args.getFirst();
    if (!Heredocs.isOnly(line, first)) {
      StringBuilder whole = new StringBuilder(line);
      for (Heredoc document : documents) {
        whole.append('\n').append(document.content()).append(document.name());
      }
      return new Script(List.of(whole.toString()), Optional.empty(), "");
    }
    String summary = " (" + Heredocs.summary(first.content()) + ")";
    String content = first.chompedContent();
    boolean windows = here.state().image().platform().os().equals("windows");
    if (windows || !content.startsWith("#!")) {
      return new Script(List.of(content), Optional.empty(), summary);
    }
    FileState file =
        Llb.scratch()
            .file(FileAction.mkfile(first.name(), SCRIPT_MODE, Heredocs.bytes(content)))
            .named("[internal] preparing inline document")
            .constrain(c -> here.state().platform().map(c::withPlatform).orElse(c));
    return new Script(List.of(GoPath.join(SCRIPTS, first.name())), Optional.of(file), summary);
  }

  private Exec privileged(Exec exec) {
    Exec result = exec;
    if (instruction.security().equals("insecure")) {
      result = result.security(SecurityMode.INSECURE);
    }
    result =
        switch (instruction.network()) {
          case "none" -> result.network(NetworkMode.NONE);
          case "host" -> result.network(NetworkMode.HOST);
          default -> result;
        };
    if (operations.supports(Capabilities.EXEC_META_CDI)) {
      for (dev.bowsprit.grammar.Device device : instruction.devices()) {
        result = result.device(new Device(device.name().text(), !device.required()));
      }
    }
    return result;
  }

  private Exec limited(Exec exec) {
    Exec result = exec;
    if (operations.supports(Capabilities.EXEC_META_ULIMIT)) {
      for (Ulimit limit : options.ulimits()) {
        result = result.ulimit(limit.name(), limit.soft(), limit.hard());
      }
    }
    for (ExtraHost host : options.extraHosts()) {
      result = result.host(host.host(), host.ip());
    }
    if (options.shmSize() > 0 && operations.supports(Capabilities.EXEC_MOUNT_TMPFS_SIZE)) {
      result = result.mount("/dev/shm", Mount.tmpfs(options.shmSize()));
    }
    if (!options.cgroupParent().isEmpty()
        && operations.supports(Capabilities.EXEC_META_CGROUP_PARENT)) {
      result = result.cgroupParent(options.cgroupParent());
    }
    if (options.resources().isPresent()
        && operations.supports(Capabilities.EXEC_META_LINUX_RESOURCES)) {
      result = result.limited(options.resources().get());
    }
    return result;
  }

  private String shownName(Script script, List<MountOptions> mounts) {
    Environment shown = here.variables();
    for (MountOptions mount : mounts) {
      if (mount.type() == MountOptions.Type.SECRET && mount.env().isPresent()) {
        shown = shown.with(mount.env().get(), "****");
      }
    }
    return here.shownAs(
        here.state().files().platform(),
        here.scope().words().runName(here.code() + script.summary(), shown));
  }

  /** The command line, behind the arguments that it may have used. */
  private String history(List<String> args) {
    Environment variables = here.variables();
    Map<String, String> used = new LinkedHashMap<>();
    for (BuildArgument argument : here.state().arguments()) {
      used.put(argument.name(), variables.get(argument.name()).or(argument::value).orElse(""));
    }
    List<String> words = new ArrayList<>();
    if (!used.isEmpty()) {
      words.add("|" + used.size());
      used.forEach((name, value) -> words.add(name + "=" + value));
    }
    words.addAll(args);
    return String.join(" ", words);
  }
}
