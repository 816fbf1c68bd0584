package dev.bowsprit.conformance.corpus;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.llb.Digest;
import dev.bowsprit.wire.pb.Definition;
import dev.bowsprit.wire.pb.FileActionCopy;
import dev.bowsprit.wire.pb.Op;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the files that a solved definition would hold, without solving it. */
final class FakeFiles {

  private static final Pattern STRING = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"");
  private static final Path NOWHERE = Path.of("/nonexistent/corpus");

  private final CorpusCase corpusCase;

  FakeFiles(CorpusCase corpusCase) {
    this.corpusCase = corpusCase;
  }

  /**
   * A place in a source: the op's identifier (or digest, if it is no source), the directory, and
   * the only paths that exist, if they are limited.
   */
  record Place(String source, Path directory, Optional<List<String>> only) {}

  /** Where the definition's result comes from. */
  Place place(Definition definition) {
    Map<String, Op> ops = new HashMap<>();
    Op head = Op.getDefaultInstance();
    for (ByteString bytes : definition.getDefList()) {
      head = parse(bytes);
      ops.put(Digest.sha256(bytes.toByteArray()).toString(), head);
    }
    return place(head.getInputs(0).getDigest(), ops);
  }

  private Place place(String digest, Map<String, Op> ops) {
    Op op = ops.get(digest);
    if (op != null && op.hasSource()) {
      return source(op);
    }
    if (op != null
        && op.hasFile()
        && op.getFile().getActionsCount() == 1
        && op.getFile().getActions(0).hasCopy()
        && op.getInputsCount() > 0) {
      FileActionCopy copy = op.getFile().getActions(0).getCopy();
      int input = (int) op.getFile().getActions(0).getSecondaryInput();
      Place from = place(op.getInputs(input).getDigest(), ops);
      if (copy.getAttemptUnpackDockerCompatibility()) {
        JsonNode fixture = corpusCase.spec().path("sources").path(from.source());
        return new Place(digest, inCase(fixture.path("unpackedDir").asText("")), Optional.empty());
      }
      Path inside = from.directory().resolve(relative(copy.getSrc())).normalize();
      return new Place(digest, inside, Optional.empty());
    }
    return new Place(digest, NOWHERE, Optional.empty());
  }

  private Place source(Op op) {
    String identifier = op.getSource().getIdentifier();
    if (!identifier.startsWith("local://")) {
      JsonNode fixture = fixture(identifier);
      return new Place(identifier, inCase(fixture.path("dir").asText("")), Optional.empty());
    }
    String follow = op.getSource().getAttrsOrDefault("local.followpaths", "");
    Optional<List<String>> only =
        follow.isEmpty()
            ? Optional.empty()
            : Optional.of(STRING.matcher(follow).results().map(r -> r.group(1)).toList());
    return new Place(identifier, corpusCase.local(identifier.substring(8)), only);
  }

  /** The fixture of an http or git source; fails as the fixture says. */
  JsonNode fixture(String identifier) {
    JsonNode fixture = corpusCase.spec().path("sources").path(identifier);
    if (fixture.isMissingNode()) {
      throw unknown(identifier + ": no such source fixture");
    }
    if (fixture.has("error")) {
      throw unknown(fixture.path("error").asText());
    }
    return fixture;
  }

  private Path inCase(String directory) {
    return directory.isEmpty() ? NOWHERE : corpusCase.directory().resolve(directory);
  }

  /** The file at a path of a place. */
  Path find(Place place, String path) {
    String relative = relative(path);
    boolean visible =
        place
            .only()
            .map(
                paths ->
                    paths.stream()
                        .anyMatch(p -> relative.equals(p) || relative.startsWith(p + "/")))
            .orElse(true);
    Path file = place.directory().resolve(relative).normalize();
    if (!visible || !Files.exists(file)) {
      throw unknown("open " + path + ": no such file or directory");
    }
    return file;
  }

  /** The bytes of a regular file. */
  byte[] read(Place place, String path) {
    Path file = find(place, path);
    if (Files.isDirectory(file)) {
      throw unknown("open " + path + ": not a regular file");
    }
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String relative(String path) {
    Matcher leading = Pattern.compile("^[./]*/").matcher(path);
    String relative = leading.replaceFirst("");
    return Objects.equals(relative, ".") ? "" : relative;
  }

  static Op parse(ByteString bytes) {
    try {
      return Op.parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("the definition holds what is no op", e);
    }
  }

  static GatewayException unknown(String message) {
    return GatewayException.of(GatewayException.Code.UNKNOWN, message);
  }
}
