package dev.bowsprit.runtime.gateway.policy;

import java.util.regex.Pattern;

/**
 * A pattern for names of images: {@code *} stands for any characters but a slash, {@code **} for
 * any at all. A pattern without a tag matches all tags.
 */
record ImagePattern(String text, Pattern pattern) {

  static ImagePattern of(String text) {
    StringBuilder regex = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != '*') {
        regex.append(Pattern.quote(String.valueOf(c)));
      } else if (text.startsWith("**", i)) {
        regex.append(".*");
        i++;
      } else {
        regex.append("[^/]*");
      }
    }
    return new ImagePattern(text, Pattern.compile(regex.toString()));
  }

  /**
   * Whether it is meant.
   *
   * @param repository the full name without tag and digest
   * @param tagged the same with its tag
   */
  boolean matches(String repository, String tagged) {
    return pattern.matcher(repository).matches() || pattern.matcher(tagged).matches();
  }
}
