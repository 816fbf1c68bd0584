package dev.bowsprit.frontend.context;

import dev.bowsprit.frontend.host.Host;
import dev.bowsprit.frontend.option.BuildOptions;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The latest time that a result is to have, as {@code SOURCE_DATE_EPOCH} says it: a number of
 * seconds since 1970, {@code context} for the time of the main context, or the name of a named
 * context for its time.
 */
public final class SourceDateEpoch {

  /** The name of the build argument. */
  public static final String NAME = "SOURCE_DATE_EPOCH";

  private static final String CONTEXT = "context";

  private final Host host;
  private final BuildOptions options;
  private final Supplier<MainContext> context;

  /** Asks a host for the times of a build's contexts. */
  public SourceDateEpoch(Host host, BuildOptions options, Supplier<MainContext> context) {
    this.host = host;
    this.options = options;
    this.context = context;
  }

  /**
   * The time that a value stands for; empty if the value is, or its source has no time.
   *
   * @throws IllegalArgumentException if it stands for nothing
   */
  public Optional<OffsetDateTime> resolve(String value) {
    return resolve(value, _ -> Optional.empty());
  }

  /**
   * The same where a language has sources of its own.
   *
   * @param others finds the time of such a source: empty if there is no such source, and else what
   *     its time is
   * @throws IllegalArgumentException if the value stands for nothing
   */
  public Optional<OffsetDateTime> resolve(
      String value, Function<String, Optional<Optional<OffsetDateTime>>> others) {
    if (value.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(SourceTime.utc(Long.parseLong(value)));
    } catch (NumberFormatException e) {
      // no number, so it names a source
      return fromSource(value, others);
    }
  }

  private Optional<OffsetDateTime> fromSource(
      String value, Function<String, Optional<Optional<OffsetDateTime>>> others) {
    SourceTime time = new SourceTime(host);
    if (value.equals(CONTEXT)) {
      return time.of(
          context.get().state(List.of()), "[internal] resolve main build context metadata");
    }
    Optional<NamedContextLoader> named =
        new NamedContexts(host, options).find(value, Optional.empty());
    if (named.isPresent()) {
      return time.of(
          named.get().load(new UsedPaths()).state(),
          "[internal] resolve SOURCE_DATE_EPOCH named context " + value);
    }
    return others
        .apply(value)
        .orElseThrow(() -> new IllegalArgumentException("invalid SOURCE_DATE_EPOCH: " + value));
  }
}
