package dev.bowsprit.llb;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The graphs compared with client/llb set each field of the protocol and each capability. */
class CoverageTest {

  private static final MarshalOptions OPTIONS =
      MarshalOptions.DEFAULT
          .withPlatform(Platform.of("linux", "amd64"))
          .withLocalUniqueId("unique")
          .withCapabilities(CapabilitySet.ofIds(Capabilities.ALL));

  /** For the gateway's containers; set by no client of BuildKit; always the first input. */
  private static final Set<String> NOT_OF_GRAPHS =
      Set.of("Mount.resultID", "BuildOp.def", "BuildInput.input", "LowerDiffInput.input");

  /** What no operation needs; what daemons tell others; what client/llb forgets to record. */
  private static final Set<String> NOT_RECORDED =
      Set.of(
          Capabilities.CACHE_AZBLOB,
          Capabilities.CACHE_GHA,
          Capabilities.CACHE_S3,
          Capabilities.EXEC_CGROUP,
          Capabilities.EXEC_META_CGROUP_PARENT,
          Capabilities.EXEC_META_NETWORK_PROXY,
          Capabilities.EXEC_META_SECURITY_DEVICES_V1,
          Capabilities.EXEC_MOUNT_BIND_READWRITE_NO_OUTPUT,
          Capabilities.EXPORTER_IMAGE_ANNOTATIONS,
          Capabilities.EXPORTER_IMAGE_ATTESTATIONS,
          Capabilities.EXPORTER_MULTIPLE,
          Capabilities.EXPORTER_SESSION,
          Capabilities.EXPORTER_SOURCE_DATE_EPOCH,
          Capabilities.FILE_COPY_ALWAYS_REPLACE_EXISTING_DEST_PATHS,
          Capabilities.FILE_COPY_INCLUDE_EXCLUDE_PATTERNS,
          Capabilities.FILE_COPY_REQUIRED_PATHS,
          Capabilities.FILE_RM_NO_FOLLOW_SYMLINK,
          Capabilities.FILE_RM_WILDCARD,
          Capabilities.FILE_SYMLINK_CREATE,
          Capabilities.GC_FREE_SPACE_FILTER,
          Capabilities.HISTORY_FILTER,
          Capabilities.SOURCE_GIT_SIGNATURE_VERIFY,
          Capabilities.SOURCE_GIT_SUBDIR,
          Capabilities.SOURCE_POLICY,
          Capabilities.SOURCE_POLICY_SESSION);

  @Test
  void graphsSetEachField() throws IOException {
    Schema schema = Schema.read();
    Set<String> seen = new TreeSet<>(NOT_OF_GRAPHS);
    for (State state : ClientLlbGraphs.all().values()) {
      dev.bowsprit.wire.pb.Definition proto = state.marshal(OPTIONS).toProto();
      schema.walk("Definition", proto.toByteString(), seen);
      for (ByteString op : proto.getDefList()) {
        schema.walk("Op", op, seen);
      }
    }
    Set<String> missing = schema.fields();
    missing.removeAll(seen);
    assertThat(missing).isEmpty();
  }

  @Test
  void graphsNeedEachCapability() {
    Set<String> seen = new TreeSet<>(NOT_RECORDED);
    for (State state : ClientLlbGraphs.all().values()) {
      state
          .marshal(OPTIONS)
          .toProto()
          .getMetadataMap()
          .values()
          .forEach(metadata -> seen.addAll(metadata.getCapsMap().keySet()));
    }
    assertThat(seen).containsExactlyInAnyOrderElementsOf(Capabilities.ALL);
  }

  private record Field(String name, String type) {}

  /** The messages of ops.proto: lite messages do not know their own fields. */
  private record Schema(Map<String, Map<Integer, Field>> messages) {

    private static final Pattern MESSAGE = Pattern.compile("^message (\\w+)");
    private static final Pattern FIELD =
        Pattern.compile("^\\s+(?:repeated )?(map<string, \\w+>|\\w+) (\\w+) = (\\d+);");

    static Schema read() throws IOException {
      Map<String, Map<Integer, Field>> messages = new HashMap<>();
      String message = "";
      Path proto = Path.of("src/main/protobuf/github.com/moby/buildkit/solver/pb/ops.proto");
      for (String line : Files.readAllLines(proto)) {
        Matcher start = MESSAGE.matcher(line);
        if (start.find()) {
          message = start.group(1);
          messages.put(message, new HashMap<>());
        } else if (line.startsWith("enum")) {
          message = "";
        }
        Matcher field = FIELD.matcher(line);
        if (!message.isEmpty() && field.find()) {
          messages
              .get(message)
              .put(Integer.valueOf(field.group(3)), new Field(field.group(2), field.group(1)));
        }
      }
      return new Schema(messages);
    }

    Set<String> fields() {
      Set<String> result = new TreeSet<>();
      messages.forEach(
          (message, fields) ->
              fields.values().forEach(field -> result.add(message + '.' + field.name())));
      return result;
    }

    void walk(String message, ByteString bytes, Set<String> seen) throws IOException {
      CodedInputStream in = bytes.newCodedInput();
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        Field field = messages.get(message).get(WireFormat.getTagFieldNumber(tag));
        seen.add(message + '.' + field.name());
        if (field.type().startsWith("map")) {
          walkEntry(field.type().replaceAll(".* |>", ""), in.readBytes(), seen);
        } else if (messages.containsKey(field.type())) {
          walk(field.type(), in.readBytes(), seen);
        } else {
          in.skipField(tag);
        }
      }
    }

    private void walkEntry(String type, ByteString bytes, Set<String> seen) throws IOException {
      CodedInputStream in = bytes.newCodedInput();
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        if (WireFormat.getTagFieldNumber(tag) == 2 && messages.containsKey(type)) {
          walk(type, in.readBytes(), seen);
        } else {
          in.skipField(tag);
        }
      }
    }
  }
}
