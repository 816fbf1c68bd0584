package dev.bowsprit.grammar;

import java.util.List;
import java.util.Optional;

/**
 * The value of one {@code RUN --mount} flag: its fields in order. Values are not yet expanded; what
 * they mean depends on the mount's type and is decided behind expansion. So is what a key means
 * that there is not: it is an error of a step, which a stage that is not built may have.
 *
 * @param options the comma separated fields
 * @param range the flag's value
 */
public record Mount(List<Option> options, TextRange range) {
  public Mount {
    options = List.copyOf(options);
  }

  /**
   * A field of a mount.
   *
   * @param key which option it is
   * @param name the option's name as written
   * @param value behind the equals sign, if there is one
   */
  public record Option(Key key, Word name, Optional<Word> value) {

    /** The whole field as written. */
    public String text() {
      return value.map(behind -> name + "=" + behind).orElse(name.text());
    }
  }

  /** The options of mounts, short forms merged with the long ones. */
  public enum Key {
    TYPE,
    FROM,
    /** {@code source}, {@code src}. */
    SOURCE,
    /** {@code target}, {@code dst}, {@code destination}. */
    TARGET,
    /** {@code readonly}, {@code ro}. */
    READONLY,
    /** {@code readwrite}, {@code rw}. */
    READWRITE,
    ID,
    SHARING,
    REQUIRED,
    SIZE,
    MODE,
    UID,
    GID,
    ENV,
    /** No option of mounts. */
    UNKNOWN
  }
}
