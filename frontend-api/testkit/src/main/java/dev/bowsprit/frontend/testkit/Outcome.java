package dev.bowsprit.frontend.testkit;

import com.google.protobuf.ByteString;
import dev.bowsprit.diagnostics.Excerpt;
import dev.bowsprit.frontend.json.Json;
import dev.bowsprit.frontend.json.JsonSyntaxException;
import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.llb.Definition;
import dev.bowsprit.view.GraphText;
import dev.bowsprit.wire.gateway.Ref;
import dev.bowsprit.wire.gateway.ReturnRequest;
import dev.bowsprit.wire.gateway.SolveRequest;
import dev.bowsprit.wire.gateway.WarnRequest;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a frontend answered, and what it asked on the way. */
public final class Outcome {

  private final MemoryGateway gateway;
  private final ReturnRequest answer;

  Outcome(MemoryGateway gateway) {
    this.gateway = gateway;
    this.answer =
        gateway.answer().orElseThrow(() -> new AssertionError("the frontend did not answer"));
  }

  /** The answer as it went over the wire. */
  public ReturnRequest answer() {
    return answer;
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
    refs().forEach((platform, ref) -> result.put(platform, gateway.definition(ref.getId())));
    return result;
  }

  /** The definition of a result that is not by platform, or for one platform only. */
  public Definition definition() {
    SortedMap<String, Definition> all = definitions();
    if (all.size() != 1) {
      throw new AssertionError(
          all.isEmpty()
              ? "the frontend answered no result: " + errorText()
              : "the result is by platform: " + all.keySet());
    }
    return all.firstEntry().getValue();
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

  /**
   * All of the answer as a text that people can read and compare: the failure or the graphs, then
   * the metadata, JSON with a member on each line, and the warnings.
   */
  public String text() {
    StringBuilder text = new StringBuilder(errorText()).append(graph());
    metadata()
        .forEach(
            (key, value) ->
                text.append("\n-- ").append(key).append('\n').append(readable(value)).append('\n'));
    if (!warnings().isEmpty()) {
      text.append("\n-- warnings\n");
      warnings().forEach(warning -> text.append(warning).append('\n'));
    }
    return text.toString();
  }

  private static String readable(String value) {
    try {
      return Json.parse(value).indented("  ");
    } catch (JsonSyntaxException e) {
      return value;
    }
  }

  /** The result's metadata as texts, by key. */
  public SortedMap<String, String> metadata() {
    SortedMap<String, String> result = new TreeMap<>();
    answer
        .getResult()
        .getMetadataMap()
        .forEach((key, value) -> result.put(key, value.toStringUtf8()));
    return result;
  }

  /** A value of the result's metadata as a text, for instance the image's config. */
  public Optional<String> metadata(String key) {
    return Optional.ofNullable(metadata().get(key));
  }

  /** The warnings, as the user sees them first. */
  public List<String> warnings() {
    return warnRequests().stream()
        .map(WarnRequest::getShort)
        .map(ByteString::toStringUtf8)
        .toList();
  }

  List<WarnRequest> warnRequests() {
    return gateway.warnings();
  }

  /** All that the frontend had solved, in the order of its calls. */
  public List<SolveRequest> solves() {
    return gateway.solves();
  }

  /** The sources whose digest or config the frontend asked for, in the order of its calls. */
  public List<String> lookups() {
    return gateway.lookups();
  }

  /**
   * A text file of the result, of its first platform.
   *
   * @throws GatewayException if the result cannot be made, for instance because it needs a command
   *     that {@link TestBuild#exec} says nothing about
   */
  public Optional<String> file(String path) {
    return files().text(path);
  }

  /**
   * The files of the result, of its first platform.
   *
   * @throws GatewayException if the result cannot be made
   */
  public FileTree files() {
    return refs().values().stream()
        .findFirst()
        .map(ref -> gateway.files(ref.getId()).copy())
        .orElseGet(FileTree::empty);
  }

  /**
   * The files of the result for a platform, for instance {@code linux/arm64}.
   *
   * @throws GatewayException if the result cannot be made
   */
  public FileTree files(String platform) {
    Ref ref = refs().get(platform);
    if (ref == null) {
      throw new AssertionError("no result for " + platform + ", but for " + refs().keySet());
    }
    return gateway.files(ref.getId()).copy();
  }

  private SortedMap<String, Ref> refs() {
    SortedMap<String, Ref> result = new TreeMap<>();
    if (answer.getResult().hasRef()) {
      result.put("", answer.getResult().getRef());
    }
    result.putAll(answer.getResult().getRefs().getRefsMap());
    return result;
  }
}
