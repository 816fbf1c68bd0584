package dev.bowsprit.llb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.bowsprit.wire.pb.FileAction;
import dev.bowsprit.wire.pb.FileActionMkDir;
import dev.bowsprit.wire.pb.FileOp;
import dev.bowsprit.wire.pb.Input;
import dev.bowsprit.wire.pb.Op;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

class OpMarshallerTest {

  /** Operations that the official Dockerfile frontend made: digest, bytes in base64. */
  @Test
  void writesOperationsAsGoDoes() throws IOException {
    List<String> lines = operations();
    assertThat(lines).hasSizeGreaterThan(50);
    for (String line : lines) {
      String[] parts = line.split(" ", -1);
      ByteString bytes = ByteString.copyFrom(Base64.getDecoder().decode(parts[1]));
      ByteString again = OpMarshaller.marshal(Op.parseFrom(bytes));
      assertThat(again).as("%s", Op.parseFrom(bytes)).isEqualTo(bytes);
      assertThat(Digest.sha256(again.toByteArray())).hasToString(parts[0]);
    }
  }

  /** Another file of the same form: -Dbowsprit.ops=FILE. */
  private static List<String> operations() throws IOException {
    String file = System.getProperty("bowsprit.ops");
    if (file != null) {
      return Files.readAllLines(Path.of(file));
    }
    try (InputStream in = OpMarshallerTest.class.getResourceAsStream("dockerfile-ops.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }

  @Test
  void writesTheOneofLast() {
    Op op =
        Op.newBuilder()
            .addInputs(Input.newBuilder().setDigest("a").setIndex(-1))
            .setFile(
                FileOp.newBuilder()
                    .addActions(
                        FileAction.newBuilder()
                            .setOutput(-1)
                            .setMkdir(FileActionMkDir.newBuilder().setPath("/a").setMode(0755))))
            .setConstraints(dev.bowsprit.wire.pb.WorkerConstraints.getDefaultInstance())
            .build();
    byte[] bytes = OpMarshaller.marshal(op).toByteArray();
    assertThat(bytes).startsWith(0x0a, 14, 0x0a, 1, 'a', 0x10).containsSequence(0x5a, 0, 0x22);
  }

  @Test
  void refusesTextThatIsNoUnicode() {
    Op op = Op.newBuilder().setExec(execOf("\ud800")).build();
    assertThatThrownBy(() -> OpMarshaller.marshal(op))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("invalid UTF-8");
  }

  private static dev.bowsprit.wire.pb.ExecOp execOf(String arg) {
    return dev.bowsprit.wire.pb.ExecOp.newBuilder()
        .setMeta(dev.bowsprit.wire.pb.Meta.newBuilder().addArgs(arg))
        .build();
  }
}
