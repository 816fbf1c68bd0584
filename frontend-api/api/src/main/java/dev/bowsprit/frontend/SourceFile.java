package dev.bowsprit.frontend;

import dev.bowsprit.diagnostics.Diagnostic;
import dev.bowsprit.diagnostics.DiagnosticException;
import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.llb.SourceLocation;
import dev.bowsprit.llb.SourceMap;
import dev.bowsprit.llb.SourceRange;
import dev.bowsprit.llb.State;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/** The file that a frontend compiles. What goes wrong in it is shown with its lines. */
public final class SourceFile {

  private final SourceMap map;

  SourceFile(String filename, String language, State files, byte[] content) {
    this.map = SourceMap.of(files, filename, language, content);
  }

  /** The file's name as the user knows it. */
  public String filename() {
    return map.filename();
  }

  /** The text; bytes that are no UTF-8 are replaced. */
  public String text() {
    return map.data().toString(StandardCharsets.UTF_8);
  }

  /** The file as operations and errors name it. */
  public SourceMap map() {
    return map;
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
