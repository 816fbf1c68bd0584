package dev.bowsprit.runtime.worker.image;

import dev.bowsprit.wire.pb.Platform;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A platform that an image is for, compared as containerd compares them.
 *
 * @param os the operating system, in Go's words
 * @param architecture the processor, in Go's words
 * @param variant of the processor, often empty
 * @param osVersion for Windows, else empty
 * @param osFeatures often none
 */
public record ImagePlatform(
    String os, String architecture, String variant, String osVersion, List<String> osFeatures) {

  /** Takes a copy. */
  public ImagePlatform {
    osFeatures = List.copyOf(osFeatures);
  }

  /** A platform without version and features. */
  public ImagePlatform(String os, String architecture, String variant) {
    this(os, architecture, variant, "", List.of());
  }

  /** The platform of an LLB operation, normalised. */
  public static ImagePlatform of(Platform platform) {
    return new ImagePlatform(
            platform.getOS(),
            platform.getArchitecture(),
            platform.getVariant(),
            platform.getOSVersion(),
            platform.getOSFeaturesList())
        .normalized();
  }

  /** The platform of this host. */
  public static ImagePlatform host() {
    String arch =
        switch (System.getProperty("os.arch")) {
          case "amd64", "x86_64" -> "amd64";
          case "aarch64" -> "arm64";
          case String other -> other;
        };
    return new ImagePlatform("linux", arch, "").normalized();
  }

  /** The same with one spelling for each processor: no {@code v8} for arm64, {@code v7} for arm. */
  public ImagePlatform normalized() {
    String newOs = os.isEmpty() ? "linux" : os.toLowerCase(Locale.ROOT);
    String arch = architecture.toLowerCase(Locale.ROOT);
    String kind = variant.toLowerCase(Locale.ROOT);
    switch (arch) {
      case "i386" -> {
        arch = "386";
        kind = "";
      }
      case "x86_64", "x86-64", "amd64" -> {
        arch = "amd64";
        kind = kind.equals("v1") ? "" : kind;
      }
      case "aarch64", "arm64" -> {
        arch = "arm64";
        kind =
            switch (kind) {
              case "8", "v8", "v8.0" -> "";
              case "9", "9.0", "v9.0" -> "v9";
              default -> kind;
            };
      }
      case "armhf" -> {
        arch = "arm";
        kind = "v7";
      }
      case "armel" -> {
        arch = "arm";
        kind = "v6";
      }
      case "arm" ->
          kind =
              switch (kind) {
                case "", "7" -> "v7";
                case "5", "6", "8" -> "v" + kind;
                default -> kind;
              };
      default -> {
        // others have one spelling
      }
    }
    return new ImagePlatform(
        newOs.equals("macos") ? "darwin" : newOs,
        arch,
        kind,
        osVersion,
        osFeatures.stream().sorted().distinct().toList());
  }

  /**
   * The platforms whose images this one runs, the best first: an arm64 host runs arm, an amd64/v3
   * one also v2.
   */
  List<ImagePlatform> runnable() {
    ImagePlatform self = normalized();
    List<ImagePlatform> result = new ArrayList<>();
    switch (self.architecture) {
      case "amd64" -> {
        result.add(self);
        int version = version(self.variant);
        for (int v = version - 1; v >= 1; v--) {
          result.add(self.with("amd64", "v" + v));
        }
        result.add(self.with("386", ""));
      }
      case "arm" -> {
        result.add(self);
        for (int v = version(self.variant) - 1; v >= 5; v--) {
          result.add(self.with("arm", "v" + v));
        }
      }
      case "arm64" -> {
        arm64(self, result);
        result.addAll(self.with("arm", "v8").runnable());
      }
      default -> result.add(self);
    }
    return result.stream().map(ImagePlatform::normalized).toList();
  }

  private static void arm64(ImagePlatform self, List<ImagePlatform> result) {
    String variant = self.variant.isEmpty() ? "v8" : self.variant;
    String[] parts = variant.substring(1).split("\\.", -1);
    int major = version("v" + parts[0]);
    int minor = parts.length > 1 ? version("v" + parts[1]) : 0;
    if (major == 9) {
      for (int m = minor; m >= 0; m--) {
        result.add(self.with("arm64", m == 0 ? "v9" : "v9." + m));
      }
      minor += 5; // v9.0 has what v8.5 has
    }
    for (int m = minor; m >= 0; m--) {
      result.add(self.with("arm64", m == 0 ? "v8" : "v8." + m));
    }
  }

  private static int version(String variant) {
    return variant.matches("v?[0-9]{1,3}")
        ? Integer.parseInt(variant.startsWith("v") ? variant.substring(1) : variant)
        : 0;
  }

  private ImagePlatform with(String newArchitecture, String newVariant) {
    return new ImagePlatform(os, newArchitecture, newVariant, osVersion, osFeatures);
  }

  /**
   * How well an image for another platform runs here: 0 is best, greater is worse, -1 not at all.
   */
  public int rank(ImagePlatform image) {
    ImagePlatform other = image.normalized();
    List<ImagePlatform> candidates = runnable();
    for (int i = 0; i < candidates.size(); i++) {
      ImagePlatform candidate = candidates.get(i);
      if (candidate.os.equals(other.os)
          && candidate.architecture.equals(other.architecture)
          && candidate.variant.equals(other.variant)
          && candidate.osFeatures.containsAll(other.osFeatures)
          && versionFits(candidate, other)) {
        return i;
      }
    }
    return -1;
  }

  /** A Windows image fits a host of its own build. */
  private static boolean versionFits(ImagePlatform host, ImagePlatform image) {
    if (!host.os.equals("windows") || host.osVersion.isEmpty() || image.osVersion.isEmpty()) {
      return true;
    }
    return build(host.osVersion).equals(build(image.osVersion));
  }

  private static String build(String version) {
    return Stream.of(version.split("\\.", -1)).limit(3).collect(Collectors.joining("."));
  }

  /** {@code os/architecture/variant}. */
  public String format() {
    return os.isEmpty() ? "unknown" : join(os);
  }

  /** {@code os(version+features)/architecture/variant}. */
  public String formatAll() {
    if (os.isEmpty() || (osVersion.isEmpty() && osFeatures.isEmpty())) {
      return format();
    }
    String features =
        osFeatures.stream().map(feature -> "+" + encode(feature)).collect(Collectors.joining());
    return join(os + "(" + encode(osVersion) + features + ")");
  }

  private static String encode(String option) {
    return URLEncoder.encode(option, StandardCharsets.UTF_8);
  }

  private String join(String first) {
    return Stream.of(first, architecture, variant)
        .filter(part -> !part.isEmpty())
        .collect(Collectors.joining("/"));
  }
}
