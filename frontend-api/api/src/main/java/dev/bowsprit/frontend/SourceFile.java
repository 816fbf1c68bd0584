package dev.bowsprit.frontend;

import com.google.protobuf.ByteString;
import dev.bowsprit.diagnostics.Diagnostic;
import dev.bowsprit.diagnostics.DiagnosticException;
import dev.bowsprit.frontend.context.BuildContext;
import dev.bowsprit.frontend.host.Host;
import dev.bowsprit.frontend.host.SolvedState;
import dev.bowsprit.frontend.ignore.IgnoreFile;
import dev.bowsprit.frontend.option.BuildOptions;
import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.llb.Definition;
import dev.bowsprit.llb.Digest;
import dev.bowsprit.llb.GoPath;
import dev.bowsprit.llb.Llb;
import dev.bowsprit.llb.LocalSource;
import dev.bowsprit.llb.SourceLocation;
import dev.bowsprit.llb.SourceMap;
import dev.bowsprit.llb.SourceRange;
import dev.bowsprit.llb.State;
import dev.bowsprit.wire.pb.SourceInfo;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The file that a frontend compiles. What goes wrong in it is shown with its lines.
 *
 * <p>It is in the build's main context if that is a git repository or behind a web address, and
 * else in the local source or input {@code dockerfile}, as BuildKit's clients offer it.
 */
public final class SourceFile {

  /** The most bytes that it may have: a message's, which it is part of where operations name it. */
  private static final long MAX_SIZE = 16 << 20;

  private static final String IGNORE_SUFFIX = ".dockerignore";

  private final SourceMap map;
  private final Definition definition;
  private final Optional<IgnoreFile> ignoreFile;

  private SourceFile(SourceMap map, Definition definition, Optional<IgnoreFile> ignoreFile) {
    this.map = map;
    this.definition = definition;
    this.ignoreFile = ignoreFile;
  }

  static SourceFile load(
      Host host, BuildOptions options, BuildContext context, String usualName, String language) {
    String filename = context.filename(usualName);
    Optional<String> small = lowerCase(filename, usualName);
    State files = context.sourceFiles().orElseGet(() -> local(options, context, filename, small));
    Definition definition = files.marshal();
    SolvedState loaded = host.solve(definition);
    byte[] content = read(loaded, filename, small);
    return new SourceFile(
        SourceMap.of(files, filename, language, content),
        definition,
        ignoreFile(loaded, filename + IGNORE_SUFFIX));
  }

  private static State local(
      BuildOptions options, BuildContext context, String filename, Optional<String> small) {
    String name = context.sourceName();
    List<String> paths = new ArrayList<>(List.of(filename, filename + IGNORE_SUFFIX));
    small.ifPresent(paths::add);
    return Llb.local(name)
        .followPaths(paths)
        .session(options.sessionOf(name))
        .sharedKeyHint(name)
        .differ(LocalSource.Differ.NONE)
        .named("[internal] load build definition from " + filename);
  }

  private static byte[] read(SolvedState loaded, String filename, Optional<String> small) {
    try {
      return loaded.readFile(filename, MAX_SIZE);
    } catch (GatewayException e) {
      return small.flatMap(name -> loaded.readIfThere(name, MAX_SIZE)).orElseThrow(() -> e);
    }
  }

  /** An empty one says nothing, not even that there is to be no other. */
  private static Optional<IgnoreFile> ignoreFile(SolvedState loaded, String name) {
    return loaded
        .readIfThere(name, MAX_SIZE)
        .filter(content -> content.length > 0)
        .map(content -> new IgnoreFile(name, ByteString.copyFrom(content)));
  }

  /** Some file systems lose case; a file of the usual name may be written small. */
  private static Optional<String> lowerCase(String filename, String usualName) {
    String small = usualName.toLowerCase(Locale.ROOT);
    return GoPath.base(filename).equals(usualName) && !small.equals(usualName)
        ? Optional.of(GoPath.join(GoPath.dir(filename), small))
        : Optional.empty();
  }

  /** The file's name as the user knows it. */
  public String filename() {
    return map.filename();
  }

  /** The text; bytes that are no UTF-8 are replaced. */
  public String text() {
    return map.data().toString(StandardCharsets.UTF_8);
  }

  /** The bytes. */
  public byte[] content() {
    return map.data().toByteArray();
  }

  /** The file as operations and errors name it. */
  public SourceMap map() {
    return map;
  }

  /** The ignore file that belongs to this file alone, if there is one. */
  public Optional<IgnoreFile> ignoreFile() {
    return ignoreFile;
  }

  /** The operation that loads it, which warnings are about. */
  public Optional<Digest> vertex() {
    return definition.head().map(head -> Digest.parse(head.getDigest()));
  }

  /** What errors and warnings show the lines of. */
  public SourceInfo info() {
    return SourceInfo.newBuilder()
        .setFilename(map.filename())
        .setLanguage(map.language())
        .setData(map.data())
        .setDefinition(definition.toProto())
        .build();
  }

  /** A place in the file, for operations that come from it. */
  public SourceLocation at(SourceRange range) {
    return map.at(range);
  }

  /** What is wrong at a place, to be thrown or to be completed with a hint. */
  public Diagnostic wrong(SourceRange range, String message) {
    return Diagnostic.at(map, range, message);
  }

  /**
   * Does what a place in the file asks for, such as looking an image up; if that fails, the user
   * sees the place.
   *
   * @throws GatewayException if the work's call failed, located in this file
   * @throws DiagnosticException if the work says {@link IllegalArgumentException}, located here
   */
  public <T> T locate(SourceRange range, Supplier<T> work) {
    try {
      return work.get();
    } catch (GatewayException e) {
      throw e.withDetails(List.of(Diagnostic.detail(at(range)).toAny()));
    } catch (IllegalArgumentException e) {
      throw wrong(range, String.valueOf(e.getMessage())).toException();
    }
  }

  /**
   * Reads the text with the author's parser.
   *
   * @throws DiagnosticException if the parser says {@link SyntaxException}, located in this file
   */
  public <T> T parse(Function<String, T> parser) {
    try {
      return parser.apply(text());
    } catch (SyntaxException e) {
      Diagnostic diagnostic = wrong(e.range(), e.text());
      throw e.hint().map(diagnostic::withHint).orElse(diagnostic).toException();
    }
  }
}
