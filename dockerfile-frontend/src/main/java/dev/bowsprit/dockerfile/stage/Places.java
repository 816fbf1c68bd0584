package dev.bowsprit.dockerfile.stage;

import dev.bowsprit.grammar.Instruction;
import dev.bowsprit.llb.SourceRange;
import java.util.ArrayList;
import java.util.List;

/** Places in a Dockerfile as clients are told them: one range for each line. */
public final class Places {

  private Places() {}

  /** The lines of an instruction. */
  public static List<SourceRange> of(Instruction instruction) {
    return lines(instruction.head().startLine(), instruction.head().endLine());
  }

  /** Some lines. */
  public static List<SourceRange> lines(int first, int last) {
    List<SourceRange> ranges = new ArrayList<>();
    for (int line = first; line <= Math.max(first, last); line++) {
      ranges.add(new SourceRange(line, 0, line, 0));
    }
    return List.copyOf(ranges);
  }

  /** A range, that many lines further down. */
  static SourceRange moved(SourceRange range, int lines) {
    return lines == 0
        ? range
        : new SourceRange(
            range.startLine() + lines,
            range.startColumn(),
            range.endLine() + lines,
            range.endColumn());
  }

  /** The ranges of several places, in order of lines, those that touch the same line as one. */
  public static List<SourceRange> merged(List<List<SourceRange>> places) {
    List<SourceRange> sorted =
        places.stream()
            .flatMap(List::stream)
            .sorted((a, b) -> Integer.compare(a.startLine(), b.startLine()))
            .toList();
    List<SourceRange> merged = new ArrayList<>();
    for (SourceRange range : sorted) {
      if (merged.isEmpty() || range.startLine() > merged.getLast().endLine()) {
        merged.add(range);
      } else {
        SourceRange last = merged.removeLast();
        merged.add(
            new SourceRange(
                last.startLine(),
                last.startColumn(),
                Math.max(last.endLine(), range.endLine()),
                last.endColumn()));
      }
    }
    return List.copyOf(merged);
  }
}
