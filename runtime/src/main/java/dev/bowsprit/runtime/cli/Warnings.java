package dev.bowsprit.runtime.cli;

import com.google.protobuf.ByteString;
import dev.bowsprit.diagnostics.Excerpt;
import dev.bowsprit.llb.SourceRange;
import dev.bowsprit.runtime.wire.control.StatusResponse;
import dev.bowsprit.runtime.wire.control.VertexWarning;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The warnings of a build, which are shown at its end. */
final class Warnings {

  private final Set<VertexWarning> warnings = new LinkedHashSet<>();

  synchronized void add(StatusResponse status) {
    warnings.addAll(status.getWarningsList());
  }

  /**
   * Shows them.
   *
   * @param full whether with explanation and source
   */
  synchronized void print(Console console, boolean full) {
    if (warnings.isEmpty()) {
      return;
    }
    String expand = full ? "" : " (use --debug to expand)";
    console
        .err()
        .println(
            "\n "
                + warnings.size()
                + (warnings.size() == 1 ? " warning found" : " warnings found")
                + expand
                + ":");
    for (VertexWarning warning : warnings) {
      console.err().println(" - " + warning.getShort().toStringUtf8());
      if (full) {
        printFull(warning, console);
      }
    }
  }

  private static void printFull(VertexWarning warning, Console console) {
    for (ByteString line : warning.getDetailList()) {
      console.err().println(line.toStringUtf8());
    }
    if (!warning.getUrl().isEmpty()) {
      console.err().println("More info: " + warning.getUrl());
    }
    if (warning.hasInfo()) {
      List<SourceRange> ranges =
          warning.getRangesList().stream().map(SourceRange::fromProto).toList();
      Excerpt.of(warning.getInfo(), ranges).ifPresent(e -> console.err().println(e.render()));
    }
    console.err().println();
  }
}
