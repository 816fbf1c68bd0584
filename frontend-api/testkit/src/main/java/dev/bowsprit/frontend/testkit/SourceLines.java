package dev.bowsprit.frontend.testkit;

import dev.bowsprit.llb.SourceLocation;
import dev.bowsprit.llb.SourceRange;
import dev.bowsprit.view.Node;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Quotes the source lines that a vertex comes from. */
final class SourceLines {

  private SourceLines() {}

  /** A vertex in one line: its number, what it does, and the first place that it comes from. */
  static String title(Node node) {
    String what = "#" + node.number() + " " + node.title();
    List<String> lines = of(node);
    return lines.isEmpty() ? what : what + " (" + lines.getFirst() + ")";
  }

  /** The lines, each as {@code file:line: text}. */
  static List<String> of(Node node) {
    List<String> result = new ArrayList<>();
    for (SourceLocation location : node.vertex().locations()) {
      List<String> text =
          location.source().data().toString(StandardCharsets.UTF_8).lines().toList();
      for (SourceRange range : location.ranges()) {
        for (int line = range.startLine(); line <= range.endLine(); line++) {
          String quoted = line >= 1 && line <= text.size() ? text.get(line - 1).strip() : "";
          result.add(location.source().filename() + ":" + line + ": " + quoted);
        }
      }
    }
    return result;
  }
}
