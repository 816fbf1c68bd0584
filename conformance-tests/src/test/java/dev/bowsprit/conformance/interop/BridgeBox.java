package dev.bowsprit.conformance.interop;

import static dev.bowsprit.llb.Llb.image;

import dev.bowsprit.gateway.Gateway;
import dev.bowsprit.wire.gateway.ExecMessage;
import dev.bowsprit.wire.gateway.InitMessage;
import dev.bowsprit.wire.gateway.NewContainerRequest;
import dev.bowsprit.wire.pb.Meta;
import dev.bowsprit.wire.pb.Mount;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;

/**
 * The container that questions are about, and its processes.
 *
 * @param id tells it from those of other daemons, which runc keeps in one place
 */
record BridgeBox(String id) {

  /** One of its own; BuildKit takes letters and numbers. */
  BridgeBox() {
    this("box" + UUID.randomUUID().toString().replace("-", ""));
  }

  /** A request for it, with an image as its root. */
  NewContainerRequest.Builder of(Gateway gateway, String base) {
    String root = SolveRequests.ref(gateway, image(base));
    return NewContainerRequest.newBuilder()
        .setContainerID(id)
        .addMounts(Mount.newBuilder().setDest("/").setResultID(root));
  }

  /** Makes it. */
  void make(Gateway gateway, String base) {
    var _ = gateway.newContainer(of(gateway, base).build());
  }

  /** A mount of nothing. */
  static Mount.Builder at(String target) {
    return Mount.newBuilder().setDest(target).setInput(-1).setOutput(-1);
  }

  static Meta.Builder shell(String script) {
    return Meta.newBuilder().addAllArgs(List.of("sh", "-c", script)).setCwd("/");
  }

  /** What a process of the container says and how it ends. */
  String run(Gateway gateway, UnaryOperator<InitMessage.Builder> change, String script) {
    InitMessage.Builder init =
        InitMessage.newBuilder().setContainerID(id).addFds(1).addFds(2).setMeta(shell(script));
    return talk(gateway, false, List.of(message().setInit(change.apply(init)).build()));
  }

  static ExecMessage.Builder message() {
    return ExecMessage.newBuilder().setProcessID("p");
  }

  /**
   * What is answered on a stream until a process ends or the stream fails.
   *
   * @param refused whether it fails: for BuildKit that needs all to be sent, while a process ends
   *     in BuildKit when all is sent
   */
  static String talk(Gateway gateway, boolean refused, List<ExecMessage> messages) {
    StringBuilder out = new StringBuilder();
    StringBuilder errors = new StringBuilder();
    StringBuilder end = new StringBuilder();
    try (Gateway.ExecStream stream = gateway.execProcess()) {
      messages.forEach(stream::send);
      if (refused) {
        stream.finish();
      }
      while (!end.toString().contains("DONE")) {
        ExecMessage answer = stream.receive().orElseThrow();
        switch (answer.getInputCase()) {
          case FILE ->
              (answer.getFile().getFd() == 1 ? out : errors)
                  .append(answer.getFile().getData().toStringUtf8());
          case EXIT ->
              end.append(" exit ")
                  .append(answer.getExit().getCode())
                  .append(' ')
                  .append(answer.getExit().getError().getCode())
                  .append(' ')
                  .append(answer.getExit().getError().getMessage());
          default -> end.append(' ').append(answer.getInputCase());
        }
      }
    }
    return "out " + out + " errors " + errors + " " + end;
  }
}
