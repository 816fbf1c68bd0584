package dev.bowsprit.conformance.corpus;

import dev.bowsprit.wire.pb.Platform;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Platforms as the corpus writes them: {@code os/arch[/variant]}. */
final class PlatformText {

  private PlatformText() {}

  static Platform parse(String text) {
    String[] parts = text.split("/", 3);
    Platform.Builder platform = Platform.newBuilder().setOS(parts[0]).setArchitecture(parts[1]);
    if (parts.length > 2) {
      platform.setVariant(parts[2]);
    }
    return platform.build();
  }

  static String of(Platform platform) {
    String os = platform.getOS();
    if (!platform.getOSVersion().isEmpty()) {
      os += "(" + platform.getOSVersion() + ")";
    }
    return Stream.of(os, platform.getArchitecture(), platform.getVariant())
        .filter(part -> !part.isEmpty())
        .collect(Collectors.joining("/"));
  }
}
