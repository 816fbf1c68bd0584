package dev.bowsprit.dockerfile.dispatch;

import dev.bowsprit.grammar.Heredoc;
import dev.bowsprit.grammar.Utf8;

/** What is done with the text of here-documents. */
final class Heredocs {

  private Heredocs() {}

  /** Whether a command line is nothing but the opener of a document. */
  static boolean isOnly(String line, Heredoc document) {
    return line.strip().equals(document.opener().text().strip());
  }

  /** The first line of a document, with dots if there are more. */
  static String summary(String content) {
    String stripped = content.strip().replace("\r\n", "\n");
    int end = stripped.indexOf('\n');
    return end < 0 ? stripped : stripped.substring(0, end) + "...";
  }

  /** The bytes of a document, those that are no UTF-8 too. */
  static byte[] bytes(String content) {
    return Utf8.encode(content);
  }
}
