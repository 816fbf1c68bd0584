package dev.bowsprit.llb;

import java.util.List;

/**
 * Places in a source text that an operation comes from: {@code pb.Location}.
 *
 * @param source the text
 * @param ranges the places
 */
public record SourceLocation(SourceMap source, List<SourceRange> ranges) {

  /** Takes a copy of the ranges. */
  public SourceLocation {
    ranges = List.copyOf(ranges);
  }
}
