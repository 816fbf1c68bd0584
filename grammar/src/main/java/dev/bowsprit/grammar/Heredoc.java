package dev.bowsprit.grammar;

/**
 * A here-document of a RUN, COPY or ADD instruction.
 *
 * @param opener the opener as written, for example {@code 3<<-"EOF"}
 * @param name the delimiter without quotes
 * @param fileDescriptor the number before {@code <<}; 0 where there is none
 * @param expand whether variables are expanded in it: no part of the delimiter was quoted
 * @param chomp whether leading tabs are removed from each line ({@code <<-})
 * @param content its lines with their line ends, tabs not removed
 * @param contentRange where the content stands
 * @param range content and terminator line
 */
public record Heredoc(
    Word opener,
    String name,
    int fileDescriptor,
    boolean expand,
    boolean chomp,
    String content,
    TextRange contentRange,
    TextRange range) {

  /** The content, without leading tabs of its lines if the opener was {@code <<-}. */
  public String chompedContent() {
    return chomp ? chomp(content) : content;
  }

  /** Removes the tabs that lines of the text begin with. */
  static String chomp(String content) {
    var out = new StringBuilder(content.length());
    boolean lineStart = true;
    for (int i = 0; i < content.length(); i++) {
      char c = content.charAt(i);
      if (lineStart && c == '\t') {
        continue;
      }
      lineStart = c == '\n';
      out.append(c);
    }
    return out.toString();
  }
}
