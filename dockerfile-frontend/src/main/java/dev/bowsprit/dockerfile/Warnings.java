package dev.bowsprit.dockerfile;

import com.google.protobuf.ByteString;
import dev.bowsprit.dockerfile.lint.Linter;
import dev.bowsprit.dockerfile.lint.Rule;
import dev.bowsprit.dockerfile.stage.Sources;
import dev.bowsprit.frontend.host.Host;
import dev.bowsprit.grammar.Utf8;
import dev.bowsprit.llb.Digest;
import dev.bowsprit.llb.SourceRange;
import dev.bowsprit.wire.gateway.WarnRequest;
import java.util.List;

/** Shows violations of build checks as warnings. */
final class Warnings implements Linter.Reporter {

  private final Host host;
  private final Sources sources;

  Warnings(Host host, Sources sources) {
    this.host = host;
    this.sources = sources;
  }

  @Override
  public void report(Rule rule, String text, List<SourceRange> place) {
    Sources.Located located = sources.locate(place);
    int line = place.isEmpty() ? 0 : located.ranges().getFirst().startLine();
    String shown = rule.name() + ": " + text + (line > 0 ? " (line " + line + ")" : "");
    host.warn(
        WarnRequest.newBuilder()
            .setDigest(located.vertex().map(Digest::toString).orElse(""))
            .setLevel(1)
            .setShort(ByteString.copyFrom(Utf8.encode(shown)))
            .addDetail(ByteString.copyFromUtf8(rule.description()))
            .setUrl(rule.url())
            .setInfo(located.info())
            .addAllRanges(located.ranges().stream().map(SourceRange::toProto).toList())
            .build());
  }
}
