package dev.bowsprit.dockerfile.stage;

import com.google.protobuf.ByteString;
import dev.bowsprit.diagnostics.Diagnostic;
import dev.bowsprit.dockerfile.extension.Extensions;
import dev.bowsprit.frontend.SourceFile;
import dev.bowsprit.frontend.context.MainContext;
import dev.bowsprit.frontend.host.Host;
import dev.bowsprit.frontend.host.SolvedState;
import dev.bowsprit.llb.Digest;
import dev.bowsprit.llb.GoPath;
import dev.bowsprit.llb.SourceLocation;
import dev.bowsprit.llb.SourceMap;
import dev.bowsprit.llb.SourceRange;
import dev.bowsprit.llb.State;
import dev.bowsprit.llb.Texts;
import dev.bowsprit.wire.pb.SourceInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The texts of a build: the Dockerfile and what extensions put into it. Their lines are numbered
 * through, the Dockerfile's from 1 and each further text's behind those known before, so that a
 * line says which text it is of. What users are told is found here: the text, and the lines in it.
 *
 * <p>Several platforms may read at the same time; the same text has the same lines for all.
 */
public final class Sources {

  /** The most bytes that a text may have: a message's, which it is part of in operations. */
  private static final long MAX_SIZE = 16 << 20;

  private final SourceFile file;
  private final Extensions extensions;
  private final Host host;
  private final Supplier<MainContext> context;
  private final List<Text> further = new ArrayList<>();

  /**
   * A text that an extension brought.
   *
   * @param firstLine the number of its first line; a fault before that is at the line before
   */
  private record Text(int firstLine, SourceMap map) {

    int behind() {
      return firstLine + lines(map.data()) + 1;
    }
  }

  /**
   * A place in one of the texts.
   *
   * @param index the number of the text, which is 0 for the Dockerfile
   * @param info the text
   * @param vertex the operation that loads it
   * @param ranges the lines in it
   */
  public record Located(
      int index, SourceInfo info, Optional<Digest> vertex, List<SourceRange> ranges) {

    /** Takes a copy. */
    public Located {
      ranges = List.copyOf(ranges);
    }
  }

  /** The texts of a build whose Dockerfile this is. */
  public Sources(SourceFile file, Extensions extensions, Host host, Supplier<MainContext> context) {
    this.file = file;
    this.extensions = extensions;
    this.host = host;
    this.context = context;
  }

  /** The Dockerfile. */
  public SourceFile file() {
    return file;
  }

  /** The dialect that the texts are in. */
  public Extensions extensions() {
    return extensions;
  }

  /** A place in its text, as operations name it. */
  public SourceLocation at(List<SourceRange> place) {
    Optional<Text> text = textOf(place);
    return text.map(t -> t.map().at(local(t, place))).orElseGet(() -> file.map().at(place));
  }

  /** A place in its text, as users are shown it. */
  public Located locate(List<SourceRange> place) {
    Optional<Text> text = textOf(place);
    if (text.isEmpty()) {
      return new Located(0, file.info(), file.vertex(), place);
    }
    SourceLocation location = at(place);
    return new Located(
        index(text.get()),
        Diagnostic.detail(location).info(),
        location
            .source()
            .state()
            .flatMap(state -> state.marshal().head())
            .map(head -> Digest.parse(head.getDigest())),
        location.ranges());
  }

  /** All texts that have been read, the Dockerfile first. */
  public synchronized List<SourceInfo> all() {
    List<SourceInfo> all = new ArrayList<>(List.of(file.info()));
    further.forEach(text -> all.add(Diagnostic.detail(text.map().at(List.of())).info()));
    return all;
  }

  /** Reads a file of the build context. */
  SourceMap read(String path) {
    String inside = GoPath.join("/", path).substring(1);
    State files = context.get().state(List.of(inside));
    SolvedState loaded = host.solve(files.marshal());
    byte[] content =
        loaded
            .readIfThere(inside, MAX_SIZE)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        Texts.quote(path)
                            + " is not in the build context, or its ignore file excludes it"));
    return SourceMap.of(files, inside, file.map().language(), content);
  }

  /** The number of a text's first line. */
  synchronized int firstLine(SourceMap map) {
    int next = lines(file.map().data()) + 2;
    for (Text text : further) {
      if (isSame(text.map(), map)) {
        return text.firstLine();
      }
      next = text.behind() + 1;
    }
    further.add(new Text(next, map));
    return next;
  }

  /** Whether both are the same text by the same name. */
  static boolean isSame(SourceMap one, SourceMap other) {
    return one.filename().equals(other.filename()) && one.data().equals(other.data());
  }

  private synchronized int index(Text text) {
    return further.indexOf(text) + 1;
  }

  private synchronized Optional<Text> textOf(List<SourceRange> place) {
    if (place.isEmpty() || further.isEmpty()) {
      return Optional.empty();
    }
    int line = place.getFirst().startLine();
    return further.reversed().stream().filter(t -> line >= t.firstLine() - 1).findFirst();
  }

  private static List<SourceRange> local(Text text, List<SourceRange> place) {
    int before = text.firstLine() - 1;
    return place.stream()
        .filter(range -> range.startLine() >= before && range.endLine() <= text.behind())
        .map(range -> Places.moved(range, -before))
        .toList();
  }

  private static int lines(ByteString data) {
    int lines = 1;
    for (int i = 0; i < data.size(); i++) {
      if (data.byteAt(i) == '\n') {
        lines++;
      }
    }
    return lines;
  }
}
