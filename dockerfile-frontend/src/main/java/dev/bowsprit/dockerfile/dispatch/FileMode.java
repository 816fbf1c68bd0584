package dev.bowsprit.dockerfile.dispatch;

import dev.bowsprit.dockerfile.DockerfileException;
import dev.bowsprit.frontend.text.GoNumbers;
import dev.bowsprit.llb.CopyAction;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The permissions of {@code --chmod}: an octal number, or changes as chmod takes them. They are
 * read when variables have been replaced, so no grammar of the file can read them.
 */
final class FileMode {

  private static final long HIGHEST = 07777;
  private static final String CLAUSE = "[augo]*(?:[-+=][rstwXxugo]*)+";
  private static final Pattern SYMBOLIC = Pattern.compile(CLAUSE + "(?:," + CLAUSE + ")*");

  private final Optional<Integer> octal;
  private final String symbolic;

  private FileMode(Optional<Integer> octal, String symbolic) {
    this.octal = octal;
    this.symbolic = symbolic;
  }

  static FileMode parse(String text) {
    Optional<Long> number = GoNumbers.parseOctal(text);
    if (number.isPresent() && number.get() <= HIGHEST) {
      return new FileMode(Optional.of(number.get().intValue()), "");
    }
    if (number.isPresent() || Character.isDigit(text.charAt(0))) {
      throw new DockerfileException(
          "invalid chmod parameter: '"
              + text
              + "'. it should be octal string and between 0 and 07777");
    }
    if (!SYMBOLIC.matcher(text).matches()) {
      throw new DockerfileException("invalid syntax");
    }
    return new FileMode(Optional.empty(), text);
  }

  CopyAction on(CopyAction copy) {
    return octal.isPresent() ? copy.mode(octal.get()) : copy.mode(symbolic);
  }
}
