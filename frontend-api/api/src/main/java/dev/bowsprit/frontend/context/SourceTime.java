package dev.bowsprit.frontend.context;

import dev.bowsprit.frontend.host.Host;
import dev.bowsprit.llb.Definition;
import dev.bowsprit.llb.Llb;
import dev.bowsprit.llb.SourceAttributes;
import dev.bowsprit.llb.State;
import dev.bowsprit.wire.gateway.ResolveSourceMetaResponse;
import dev.bowsprit.wire.pb.Op;
import dev.bowsprit.wire.pb.SourceOp;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds out when a source was made: by its commit, its server, or the newest file of an archive.
 */
public final class SourceTime {

  private static final List<String> HEADERS = List.of("tree", "author", "committer");

  private static final Pattern COMMITTED =
      Pattern.compile(".*>\\s*(-?\\d{1,18})\\s+([+-]\\d{2})(\\d{2})(?:\\s.*)?");

  /** What a zone may shift a time by. */
  private static final long DAY = 86_400;

  private final Host host;

  /** Asks a host. */
  public SourceTime(Host host) {
    this.host = host;
  }

  /** The time of a state that is nothing but one source; empty if it is more, or has no time. */
  public Optional<OffsetDateTime> of(State state, String logName) {
    List<SourceOp> sources =
        state.marshal().vertices().stream()
            .map(Definition.Vertex::op)
            .filter(Op::hasSource)
            .map(Op::getSource)
            .toList();
    if (sources.size() != 1) {
      return Optional.empty();
    }
    SourceOp source = sources.getFirst();
    ResolveSourceMetaResponse meta = host.meta(source, logName);
    if (!meta.getGit().getCommitObject().isEmpty()) {
      return committed(meta.getGit().getCommitObject().toStringUtf8());
    }
    if (meta.getHTTP().hasLastModified()) {
      return Optional.of(
          Instant.ofEpochSecond(
                  meta.getHTTP().getLastModified().getSeconds(),
                  meta.getHTTP().getLastModified().getNanos())
              .atOffset(ZoneOffset.UTC));
    }
    String file = source.getAttrsOrDefault(SourceAttributes.HTTP_FILENAME, "");
    boolean web =
        source.getIdentifier().startsWith("http://")
            || source.getIdentifier().startsWith("https://");
    return web && !file.isEmpty() ? newestFile(source, file) : Optional.empty();
  }

  /** A time in seconds since 1970, or the first or last one that there is. */
  public static OffsetDateTime utc(long seconds) {
    long possible =
        Math.clamp(
            seconds, OffsetDateTime.MIN.toEpochSecond(), OffsetDateTime.MAX.toEpochSecond() - DAY);
    return Instant.ofEpochSecond(possible).atOffset(ZoneOffset.UTC);
  }

  private static Optional<OffsetDateTime> committed(String commit) {
    Map<String, String> headers = new HashMap<>();
    for (String line : commit.lines().takeWhile(line -> !line.isEmpty()).toList()) {
      int space = line.indexOf(' ');
      if (space > 0) {
        headers.putIfAbsent(line.substring(0, space), line.substring(space + 1));
      }
    }
    for (String header : HEADERS) {
      if (!headers.containsKey(header)) {
        throw new IllegalArgumentException("invalid commit object: missing " + header + " header");
      }
    }
    Matcher committed = COMMITTED.matcher(headers.getOrDefault("committer", ""));
    return committed.matches()
        ? Optional.of(
            utc(Long.parseLong(committed.group(1)))
                .withOffsetSameInstant(zone(committed.group(2) + ":" + committed.group(3))))
        : Optional.empty();
  }

  private static ZoneOffset zone(String offset) {
    try {
      return ZoneOffset.of(offset);
    } catch (DateTimeException e) {
      // no place on earth is so far from Greenwich
      return ZoneOffset.UTC;
    }
  }

  private Optional<OffsetDateTime> newestFile(SourceOp source, String file) {
    State state = Llb.source(source.getIdentifier(), source.getAttrsMap());
    return ArchiveTime.newest(host.solve(state.marshal()).readFile(file, MainContext.MAX_SIZE));
  }
}
