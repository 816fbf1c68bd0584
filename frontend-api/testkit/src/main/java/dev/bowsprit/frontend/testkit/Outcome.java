package dev.bowsprit.frontend.testkit;

import com.google.protobuf.ByteString;
import dev.bowsprit.diagnostics.Excerpt;
import dev.bowsprit.frontend.testkit.FileTree.Entry;
import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.llb.Definition;
import dev.bowsprit.view.GraphText;
import dev.bowsprit.wire.gateway.Ref;
import dev.bowsprit.wire.gateway.ReturnRequest;
import dev.bowsprit.wire.gateway.WarnRequest;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a frontend answered. */
public final class Outcome {

  private final MemoryGateway gateway;
  private final ReturnRequest answer;

  Outcome(MemoryGateway gateway) {
    this.gateway = gateway;
    this.answer =
        gateway.answer().orElseThrow(() -> new AssertionError("the frontend did not answer"));
  }

  /** The failure, if it is one. */
  public Optional<GatewayException> error() {
    return answer.hasError()
        ? Optional.of(new GatewayException(answer.getError()))
        : Optional.empty();
  }

  /** What the user sees of the failure: the message, and the excerpts; empty if it is none. */
  public String errorText() {
    return error()
        .map(
            failure -> {
              StringBuilder text = new StringBuilder(failure.status().getMessage()).append('\n');
              Excerpt.of(failure).forEach(excerpt -> text.append(excerpt.render()));
              return text.toString();
            })
        .orElse("");
  }

  /** The definitions, by platform; by the empty text if the result is not by platform. */
  public SortedMap<String, Definition> definitions() {
    SortedMap<String, Definition> result = new TreeMap<>();
    refs().forEach((platform, ref) -> result.put(platform, definition(ref)));
    return result;
  }

  /** The graphs as a text, with a heading for each platform if there are several. */
  public String graph() {
    StringBuilder text = new StringBuilder();
    definitions()
        .forEach(
            (platform, definition) -> {
              if (!platform.isEmpty()) {
                text.append("== ").append(platform).append('\n');
              }
              text.append(GraphText.of(definition));
            });
    return text.toString();
  }

  /** A value of the result's metadata as a text, for instance the image's config. */
  public Optional<String> metadata(String key) {
    return Optional.ofNullable(answer.getResult().getMetadataMap().get(key))
        .map(ByteString::toStringUtf8);
  }

  /** The warnings, as the user sees them first. */
  public List<String> warnings() {
    return gateway.warnings().stream()
        .map(WarnRequest::getShort)
        .map(ByteString::toStringUtf8)
        .toList();
  }

  /**
   * A text file of the result, if no command must run to make it.
   *
   * @throws GatewayException if one must
   */
  public Optional<String> file(String path) {
    return refs().values().stream()
        .findFirst()
        .flatMap(ref -> gateway.files(ref.getId()).find(path))
        .filter(Entry.File.class::isInstance)
        .map(Entry.File.class::cast)
        .map(file -> file.content().toStringUtf8());
  }

  private SortedMap<String, Ref> refs() {
    SortedMap<String, Ref> result = new TreeMap<>();
    if (answer.getResult().hasRef()) {
      result.put("", answer.getResult().getRef());
    }
    result.putAll(answer.getResult().getRefs().getRefsMap());
    return result;
  }

  private Definition definition(Ref ref) {
    return gateway
        .solveOf(ref.getId())
        .map(solve -> Definition.fromProto(solve.getDefinition()))
        .orElse(Definition.EMPTY);
  }

  boolean sameAs(Outcome other) {
    return answer.equals(other.answer)
        && gateway.warnings().equals(other.gateway.warnings())
        && definitions().equals(other.definitions());
  }

  String describe() {
    return errorText() + graph() + answer.getResult().getMetadataMap().keySet() + warnings();
  }
}
