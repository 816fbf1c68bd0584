package dev.bowsprit.conformance.interop;

import com.google.protobuf.ByteString;
import dev.bowsprit.wire.gateway.ExecMessage;
import dev.bowsprit.wire.gateway.FdMessage;
import dev.bowsprit.wire.gateway.InitMessage;
import dev.bowsprit.wire.gateway.ResizeMessage;
import dev.bowsprit.wire.gateway.SignalMessage;
import dev.bowsprit.wire.pb.Meta;
import dev.bowsprit.wire.pb.SecretEnv;
import dev.bowsprit.wire.pb.SecurityMode;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Processes of containers: how they begin, what they say, how they end. */
class BridgeProcessesTest extends BridgeTest {

  private final BridgeBox box = new BridgeBox();

  private BridgeQuestion process(String name, UnaryOperator<InitMessage.Builder> change) {
    return new BridgeQuestion(
        "ExecProcess " + name,
        (gateway, base) -> {
          box.make(gateway, base);
          return box.run(gateway, change, "id -u; pwd; echo $A$PATH; echo bad >&2; exit 3");
        });
  }

  private BridgeQuestion refused(String name, UnaryOperator<InitMessage.Builder> change) {
    return refused(
        name,
        BridgeBox.message()
            .setInit(
                change.apply(
                    InitMessage.newBuilder()
                        .setContainerID(box.id())
                        .setMeta(BridgeBox.shell("sleep 9")))));
  }

  private BridgeQuestion refused(String name, ExecMessage.Builder... messages) {
    return talk(name, true, messages);
  }

  private BridgeQuestion talk(String name, ExecMessage.Builder... messages) {
    return talk(name, false, messages);
  }

  private BridgeQuestion talk(String name, boolean refused, ExecMessage.Builder... messages) {
    return new BridgeQuestion(
        "ExecProcess " + name,
        (gateway, base) -> {
          box.make(gateway, base);
          return BridgeBox.talk(
              gateway, refused, Stream.of(messages).map(ExecMessage.Builder::build).toList());
        });
  }

  private ExecMessage.Builder init(String script, int... descriptors) {
    InitMessage.Builder init =
        InitMessage.newBuilder().setContainerID(box.id()).setMeta(BridgeBox.shell(script));
    for (int descriptor : descriptors) {
      init.addFds(descriptor);
    }
    return BridgeBox.message().setInit(init);
  }

  private static ExecMessage.Builder input(int descriptor, String text, boolean last) {
    return BridgeBox.message()
        .setFile(
            FdMessage.newBuilder()
                .setFd(descriptor)
                .setData(ByteString.copyFromUtf8(text))
                .setEOF(last));
  }

  @Override
  Stream<BridgeQuestion> questions() {
    return Stream.of(
        process("that fails", init -> init),
        process("of a user", init -> init.setMeta(init.getMeta().toBuilder().setUser("1000:1000"))),
        process(
            "of an unknown user", init -> init.setMeta(init.getMeta().toBuilder().setUser("none"))),
        process("in a folder", init -> init.setMeta(init.getMeta().toBuilder().setCwd("/etc"))),
        process(
            "in a folder that is made",
            init -> init.setMeta(init.getMeta().toBuilder().setCwd("/made"))),
        process("in no folder", init -> init.setMeta(init.getMeta().toBuilder().clearCwd())),
        process("with a variable", init -> init.setMeta(init.getMeta().toBuilder().addEnv("A=b:"))),
        refused("of no container", init -> init.setContainerID("none")),
        refused("of no meta", InitMessage.Builder::clearMeta),
        process("of no program", init -> init.setMeta(Meta.newBuilder().setCwd("/"))),
        process(
            "of a missing program",
            init -> init.setMeta(Meta.newBuilder().setCwd("/").addArgs("/none"))),
        process("without output", InitMessage.Builder::clearFds),
        process("of an unknown descriptor", init -> init.addFds(7)),
        process("that wants all rights", init -> init.setSecurity(SecurityMode.INSECURE)),
        refused(
            "with a secret that is missing",
            init -> init.addSecretenv(SecretEnv.newBuilder().setID("none").setName("A"))),
        process(
            "with a secret that may be missing",
            init ->
                init.addSecretenv(
                    SecretEnv.newBuilder().setID("none").setName("A").setOptional(true))),
        refused(
            "with a secret of no id",
            init -> init.addSecretenv(SecretEnv.newBuilder().setName("A"))),
        talk("with input", init("cat; exit 4", 0, 1, 2), input(0, "fed", true)),
        talk(
            "with input in pieces",
            init("cat", 0, 1),
            input(0, "fed", false),
            input(0, " twice", true)),
        refused("that has not begun", input(0, "fed", true)),
        refused("without id", init("true", 1).setProcessID("")),
        refused(
            "that is not there and has a signal",
            BridgeBox.message().setSignal(SignalMessage.newBuilder().setName("TERM"))),
        refused(
            "that is not there and has a size",
            BridgeBox.message().setResize(ResizeMessage.newBuilder().setRows(1).setCols(2))));
  }
}
