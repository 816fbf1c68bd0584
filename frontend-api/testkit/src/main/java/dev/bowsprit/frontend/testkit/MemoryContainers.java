package dev.bowsprit.frontend.testkit;

import com.google.protobuf.ByteString;
import dev.bowsprit.gateway.Gateway.ExecStream;
import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.gateway.GatewayException.Code;
import dev.bowsprit.llb.GoPath;
import dev.bowsprit.wire.gateway.DoneMessage;
import dev.bowsprit.wire.gateway.ExecMessage;
import dev.bowsprit.wire.gateway.ExitMessage;
import dev.bowsprit.wire.gateway.FdMessage;
import dev.bowsprit.wire.gateway.InitMessage;
import dev.bowsprit.wire.gateway.NewContainerRequest;
import dev.bowsprit.wire.gateway.StartedMessage;
import dev.bowsprit.wire.pb.Mount;
import dev.bowsprit.wire.pb.MountType;
import dev.bowsprit.wire.rpc.Status;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;

/** Containers of the gateway whose processes do what the test scripted. */
final class MemoryContainers {

  private record Container(Map<String, ExecCall.Mounted> mounts, List<FileTree> trees) {}

  private final Evaluator evaluator;
  private final Function<String, FileTree> results;
  private final Map<String, Container> containers = new ConcurrentHashMap<>();

  /**
   * @param results the files of a reference
   */
  MemoryContainers(Evaluator evaluator, Function<String, FileTree> results) {
    this.evaluator = evaluator;
    this.results = results;
  }

  void open(NewContainerRequest request) {
    Map<String, ExecCall.Mounted> mounts = new LinkedHashMap<>();
    List<FileTree> trees = new ArrayList<>();
    for (Mount mount : request.getMountsList()) {
      ExecCall.Mounted mounted = mounted(mount);
      mounts.put(mount.getDest(), mounted);
      trees.add(mounted.tree());
    }
    if (containers.putIfAbsent(request.getContainerID(), new Container(mounts, trees)) != null) {
      throw GatewayException.of(
          Code.ALREADY_EXISTS, "container " + request.getContainerID() + " already exists");
    }
  }

  private ExecCall.Mounted mounted(Mount mount) {
    if (mount.getMountType() != MountType.BIND || mount.getResultID().isEmpty()) {
      return evaluator.mounted(mount.toBuilder().setInput(-1).build(), List.of());
    }
    return evaluator.mounted(
        mount.toBuilder().setInput(0).build(), List.of(results.apply(mount.getResultID())));
  }

  void release(String id) {
    if (containers.remove(id) == null) {
      throw unknown(id);
    }
  }

  FileTree files(String id, int mount) {
    Container container = find(id);
    if (mount < 0 || mount >= container.trees().size()) {
      throw GatewayException.of(Code.INVALID_ARGUMENT, "no mount " + mount + " in " + id);
    }
    return container.trees().get(mount);
  }

  private Container find(String id) {
    Container container = containers.get(id);
    if (container == null) {
      throw unknown(id);
    }
    return container;
  }

  private static GatewayException unknown(String id) {
    return GatewayException.of(
        Code.NOT_FOUND, "container details for " + GoPath.base(id) + " not found");
  }

  ExecStream stream() {
    return new ScriptedStream();
  }

  private final class ScriptedStream implements ExecStream {

    private final BlockingQueue<Optional<ExecMessage>> answers = new LinkedBlockingQueue<>();

    @Override
    public void send(ExecMessage message) {
      if (message.hasInit()) {
        start(message.getProcessID(), message.getInit());
      }
    }

    private void start(String process, InitMessage init) {
      Container container = find(init.getContainerID());
      List<String> args = init.getMeta().getArgsList();
      ExecScript script =
          evaluator.script(String.join(" ", args)).orElseThrow(() -> Evaluator.unscripted(args));
      ExecCall call =
          new ExecCall(
              init.getMeta(),
              container.mounts(),
              evaluator.secretVariables(init.getSecretenvList()));
      Evaluator.run(script, call);
      answer(process, m -> m.setStarted(StartedMessage.getDefaultInstance()));
      ByteString output = call.output();
      if (!output.isEmpty()) {
        answer(process, m -> m.setFile(FdMessage.newBuilder().setFd(1).setData(output)));
      }
      init.getFdsList().stream()
          .filter(fd -> fd > 0)
          .forEach(
              fd -> answer(process, m -> m.setFile(FdMessage.newBuilder().setFd(fd).setEOF(true))));
      answer(process, m -> m.setExit(exit(call.exitCode())));
      answer(process, m -> m.setDone(DoneMessage.getDefaultInstance()));
    }

    private void answer(String process, Function<ExecMessage.Builder, ExecMessage.Builder> fill) {
      ExecMessage.Builder message = ExecMessage.newBuilder().setProcessID(process);
      answers.add(Optional.of(fill.apply(message).build()));
    }

    @Override
    public Optional<ExecMessage> receive() {
      try {
        return answers.take();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw GatewayException.of(Code.CANCELLED, "context canceled");
      }
    }

    @Override
    public void finish() {
      answers.add(Optional.empty());
    }

    @Override
    public void close() {
      answers.add(Optional.empty());
    }
  }

  private static ExitMessage exit(int code) {
    ExitMessage.Builder exit = ExitMessage.newBuilder().setCode(code);
    return code == 0
        ? exit.build()
        : exit.setError(
                Status.newBuilder().setCode(Code.UNKNOWN.value()).setMessage("exit code: " + code))
            .build();
  }
}
