package dev.bowsprit.llb;

import com.google.protobuf.ByteString;
import java.util.List;
import java.util.Optional;

/**
 * A source text that operations come from: {@code pb.SourceInfo}. A daemon that fails in an
 * operation shows the lines it came from.
 *
 * @param filename the file's name as the user knows it
 * @param language the language's name in GitHub's linguist, for instance {@code Dockerfile}
 * @param data the text
 * @param state where the text was loaded from, if that is known
 */
public record SourceMap(String filename, String language, ByteString data, Optional<State> state) {

  /** A text that was loaded from a state. */
  public static SourceMap of(State state, String filename, String language, byte[] data) {
    return new SourceMap(filename, language, ByteString.copyFrom(data), Optional.of(state));
  }

  /** A text of unknown origin. */
  public static SourceMap of(String filename, String language, byte[] data) {
    return new SourceMap(filename, language, ByteString.copyFrom(data), Optional.empty());
  }

  /** Places in this text. */
  public SourceLocation at(SourceRange... ranges) {
    return new SourceLocation(this, List.of(ranges));
  }

  /** Places in this text. */
  public SourceLocation at(List<SourceRange> ranges) {
    return new SourceLocation(this, ranges);
  }

  /** Whether both are the same text, wherever it was loaded from. */
  boolean sameText(SourceMap other) {
    return filename.equals(other.filename)
        && language.equals(other.language)
        && data.equals(other.data);
  }
}
