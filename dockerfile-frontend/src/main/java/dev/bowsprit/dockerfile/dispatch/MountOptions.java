package dev.bowsprit.dockerfile.dispatch;

import dev.bowsprit.dockerfile.DockerfileException;
import dev.bowsprit.dockerfile.text.ByteSize;
import dev.bowsprit.frontend.text.GoNumbers;
import dev.bowsprit.frontend.text.Suggestions;
import dev.bowsprit.grammar.Mount;
import dev.bowsprit.llb.Texts;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A {@code RUN --mount}, its variables replaced. Fields are read in their order, since what one
 * means may depend on the type, which must then come first.
 */
final class MountOptions {

  /** What is mounted. */
  enum Type {
    BIND,
    CACHE,
    TMPFS,
    SECRET,
    SSH;

    String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static final List<String> TYPES = List.of("bind", "cache", "tmpfs", "secret", "ssh");
  private static final List<String> SHARING = List.of("shared", "private", "locked");
  private static final List<String> KEYS =
      List.of(
          "type",
          "from",
          "source",
          "target",
          "readonly",
          "id",
          "sharing",
          "required",
          "size",
          "mode",
          "uid",
          "gid",
          "src",
          "dst",
          "destination",
          "ro",
          "rw",
          "readwrite",
          "env");

  private Type type = Type.BIND;
  private String from = "";
  private String source = "";
  private String target = "";
  private Optional<Boolean> readOnly = Optional.empty();
  private long size;
  private String id = "";
  private String sharing = "";
  private boolean required;
  private Optional<String> env = Optional.empty();
  private Optional<Long> mode = Optional.empty();
  private Optional<Long> uid = Optional.empty();
  private Optional<Long> gid = Optional.empty();

  private MountOptions() {}

  /** Reads a mount. */
  static MountOptions of(Mount mount, UnaryOperator<String> expand) {
    MountOptions options = new MountOptions();
    for (Mount.Option option : mount.options()) {
      if (option.value().isPresent()) {
        options.set(option, expand.apply(option.value().get().text()));
      } else {
        options.set(option);
      }
    }
    options.check();
    return options;
  }

  private void set(Mount.Option option) {
    switch (option.key()) {
      case READONLY -> readOnly = Optional.of(true);
      case READWRITE -> readOnly = Optional.of(false);
      case REQUIRED -> {
        requireType(option, Type.SECRET, Type.SSH);
        required = true;
      }
      default -> throw error("invalid field '" + option.text() + "' must be a key=value pair");
    }
  }

  private void set(Mount.Option option, String value) {
    switch (option.key()) {
      case TYPE -> type = type(value);
      case FROM -> from = value;
      case SOURCE -> source = value;
      case TARGET -> target = value;
      case READONLY -> readOnly = Optional.of(truth(option, value));
      case READWRITE -> readOnly = Optional.of(!truth(option, value));
      case REQUIRED -> {
        requireType(option, Type.SECRET, Type.SSH);
        required = truth(option, value);
      }
      case SIZE -> {
        requireType(option, Type.TMPFS);
        size =
            ByteSize.parse(value)
                .orElseThrow(() -> error("invalid value for " + key(option) + ": " + value));
      }
      case ID -> id = value;
      case SHARING -> sharing = sharing(value);
      case MODE ->
          mode =
              Optional.of(
                  GoNumbers.parseOctal(value)
                      .orElseThrow(() -> error("invalid value " + value + " for mode")));
      case UID -> uid = Optional.of(number(value, "uid"));
      case GID -> gid = Optional.of(number(value, "gid"));
      case ENV -> env = Optional.of(value);
      case UNKNOWN ->
          throw error(
              "unexpected key '%s' in '%s'%s"
                  .formatted(
                      key(option),
                      option.text(),
                      Suggestions.suffix(Suggestions.nearest(key(option), KEYS))));
    }
  }

  private static Type type(String value) {
    String lower = value.toLowerCase(Locale.ROOT);
    if (!TYPES.contains(lower)) {
      throw error(
          "unsupported mount type "
              + Texts.quote(value)
              + Suggestions.suffix(Suggestions.nearest(value, TYPES)));
    }
    return Type.valueOf(lower.toUpperCase(Locale.ROOT));
  }

  private static String sharing(String value) {
    String lower = value.toLowerCase(Locale.ROOT);
    if (!SHARING.contains(lower)) {
      throw error(
          "unsupported sharing value "
              + Texts.quote(value)
              + Suggestions.suffix(Suggestions.nearest(value, SHARING)));
    }
    return lower;
  }

  private static boolean truth(Mount.Option option, String value) {
    return GoNumbers.parseBool(value)
        .orElseThrow(() -> error("invalid value for " + key(option) + ": " + value));
  }

  private static long number(String value, String key) {
    try {
      long number = GoNumbers.parseUint(value);
      if (number >>> 32 == 0) {
        return number;
      }
    } catch (IllegalArgumentException e) {
      throw error("invalid value " + value + " for " + key);
    }
    throw error("invalid value " + value + " for " + key);
  }

  private void requireType(Mount.Option option, Type... types) {
    if (!List.of(types).contains(type)) {
      throw error("unexpected key '%s' for mount type '%s'".formatted(key(option), type.text()));
    }
  }

  private static String key(Mount.Option option) {
    return option.name().text().toLowerCase(Locale.ROOT);
  }

  private void check() {
    boolean owned = type == Type.SECRET || type == Type.SSH || type == Type.CACHE;
    if (!owned) {
      rejectOwner("mode", mode);
      rejectOwner("uid", uid);
      rejectOwner("gid", gid);
    }
    if (type == Type.SECRET) {
      checkSecret();
    }
    if (!sharing.isEmpty() && type != Type.CACHE) {
      throw error("invalid cache sharing set for " + type.text() + " mount");
    }
  }

  private void rejectOwner(String key, Optional<Long> value) {
    if (value.isPresent()) {
      throw error(key + " not allowed for " + Texts.quote(type.text()) + " type mounts");
    }
  }

  private void checkSecret() {
    if (!from.isEmpty()) {
      throw error("secret mount should not have a from");
    }
    if (!sharing.isEmpty()) {
      throw error("secret mount should not define sharing");
    }
    if (source.isEmpty() && target.isEmpty() && id.isEmpty()) {
      throw error("invalid secret mount. one of source, target required");
    }
    if (!source.isEmpty() && !id.isEmpty()) {
      throw error("both source and id can't be set");
    }
  }

  private static DockerfileException error(String message) {
    return new DockerfileException(message);
  }

  Type type() {
    return type;
  }

  /** A stage, an image or a context; empty if none is named. */
  String from() {
    return from;
  }

  String source() {
    return source;
  }

  String target() {
    return target;
  }

  /** Whether the step cannot write to it; by default it can to caches and memory only. */
  boolean isReadOnly() {
    return readOnly.orElse(type != Type.CACHE && type != Type.TMPFS);
  }

  /** Bytes of memory; 0 for no limit. */
  long size() {
    return size;
  }

  String id() {
    return id;
  }

  /** {@code shared}, {@code private} or {@code locked}; empty if that is not said. */
  String sharing() {
    return sharing;
  }

  boolean required() {
    return required;
  }

  Optional<String> env() {
    return env;
  }

  /** Whether an owner, a group or permissions are given. */
  boolean hasOwner() {
    return mode.isPresent() || uid.isPresent() || gid.isPresent();
  }

  int uid() {
    return uid.orElse(0L).intValue();
  }

  int gid() {
    return gid.orElse(0L).intValue();
  }

  int mode(int byDefault) {
    return mode.map(Long::intValue).orElse(byDefault);
  }
}
