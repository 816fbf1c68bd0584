package dev.bowsprit.llb;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What an image runs on, as the OCI image specification names it.
 *
 * @param os the operating system, for instance {@code linux}
 * @param architecture the processor, in Go's names: {@code amd64}, {@code arm64}, …
 * @param variant the processor's variant, empty if it has none: {@code v7}
 * @param osVersion the operating system's version, empty except for Windows
 * @param osFeatures what the operating system must offer
 */
public record Platform(
    String os, String architecture, String variant, String osVersion, List<String> osFeatures) {

  private static final Pattern COMPONENT = Pattern.compile("[A-Za-z0-9_.-]+");
  private static final Pattern OS =
      Pattern.compile("([A-Za-z0-9_-]+)(?:\\(([A-Za-z0-9_.%-]*)((?:\\+[A-Za-z0-9_.%-]+)*)\\))?");
  private static final String COMPONENT_TEXT = "^[A-Za-z0-9_.-]+$";
  private static final String OS_TEXT =
      "^([A-Za-z0-9_-]+)(?:\\(([A-Za-z0-9_.%-]*)((?:\\+[A-Za-z0-9_.%-]+)*)\\))?$";
  private static final Set<String> SYSTEMS =
      Set.of(
          "aix",
          "android",
          "darwin",
          "dragonfly",
          "freebsd",
          "hurd",
          "illumos",
          "ios",
          "js",
          "linux",
          "nacl",
          "netbsd",
          "openbsd",
          "plan9",
          "solaris",
          "windows",
          "zos");
  private static final Set<String> ARCHITECTURES =
      Set.of(
          "386",
          "amd64",
          "amd64p32",
          "arm",
          "armbe",
          "arm64",
          "arm64be",
          "ppc64",
          "ppc64le",
          "loong64",
          "mips",
          "mipsle",
          "mips64",
          "mips64le",
          "mips64p32",
          "mips64p32le",
          "ppc",
          "riscv",
          "riscv64",
          "s390",
          "s390x",
          "sparc",
          "sparc64",
          "wasm");

  /** Takes a copy of the features. */
  public Platform {
    osFeatures = List.copyOf(osFeatures);
  }

  /** A platform without variant. */
  public static Platform of(String os, String architecture) {
    return of(os, architecture, "");
  }

  /** A platform. */
  public static Platform of(String os, String architecture, String variant) {
    return new Platform(os, architecture, variant, "", List.of());
  }

  /** The platform of this Java virtual machine. */
  public static Platform ofHost() {
    String name = System.getProperty("os.name", "linux").toLowerCase(Locale.ROOT);
    String os = name.startsWith("mac") ? "darwin" : name.startsWith("windows") ? "windows" : name;
    return of(os, System.getProperty("os.arch", "amd64")).normalized();
  }

  /** The platform of a wire message. */
  public static Platform fromProto(dev.bowsprit.wire.pb.Platform platform) {
    return new Platform(
        platform.getOS(),
        platform.getArchitecture(),
        platform.getVariant(),
        platform.getOSVersion(),
        platform.getOSFeaturesList());
  }

  /** The wire message. */
  public dev.bowsprit.wire.pb.Platform toProto() {
    return dev.bowsprit.wire.pb.Platform.newBuilder()
        .setOS(os)
        .setArchitecture(architecture)
        .setVariant(variant)
        .setOSVersion(osVersion)
        .addAllOSFeatures(osFeatures)
        .build();
  }

  /**
   * Reads {@code os[(version[+feature…])][/architecture[/variant]]} or {@code architecture}, and
   * completes what is left out from another platform.
   *
   * @throws IllegalArgumentException if the text is no platform
   */
  public static Platform parse(String text, Platform defaults) {
    if (text.contains("*")) {
      throw invalid(Texts.quote(text) + ": wildcards not yet supported");
    }
    String[] parts = text.split("/", 4);
    Matcher matcher = OS.matcher(parts[0]);
    if (!matcher.matches()) {
      throw invalid(
          "%s is an invalid OS component of %s: OSAndVersion specifier component must match %s"
              .formatted(Texts.quote(parts[0]), Texts.quote(text), Texts.quote(OS_TEXT)));
    }
    for (int i = 1; i < parts.length; i++) {
      if (!COMPONENT.matcher(parts[i]).matches()) {
        throw invalid(
            "%s is an invalid component of %s: platform specifier component must match %s"
                .formatted(Texts.quote(parts[i]), Texts.quote(text), Texts.quote(COMPONENT_TEXT)));
      }
    }
    String os = normalizeOs(matcher.group(1));
    String version = decode(orEmpty(matcher.group(2)));
    List<String> features = features(orEmpty(matcher.group(3)));
    return switch (parts.length) {
      case 1 -> parseSingle(text, parts[0], os, version, features, defaults);
      case 2 -> {
        Platform p = new Platform(os, parts[1], "", version, features).normalizedProcessor();
        boolean plainArm = p.architecture.equals("arm") && p.variant.equals("v7");
        yield plainArm ? p.withVariant("") : p;
      }
      case 3 -> {
        Platform p = new Platform(os, parts[1], parts[2], version, features).normalizedProcessor();
        boolean arm64 = p.architecture.equals("arm64") && p.variant.isEmpty();
        yield arm64 ? p.withVariant("v8") : p;
      }
      default -> throw invalid(Texts.quote(text) + ": cannot parse platform specifier");
    };
  }

  private static Platform parseSingle(
      String text,
      String part,
      String os,
      String version,
      List<String> features,
      Platform defaults) {
    if (SYSTEMS.contains(os)) {
      boolean arm = defaults.architecture.equals("arm") && !defaults.variant.equals("v7");
      String variant = arm ? defaults.variant : "";
      return new Platform(os, defaults.architecture, variant, version, features);
    }
    Platform p = new Platform(defaults.os, part, "", version, features).normalizedProcessor();
    if (!ARCHITECTURES.contains(p.architecture)) {
      throw invalid(Texts.quote(text) + ": unknown operating system or architecture");
    }
    boolean plainArm = p.architecture.equals("arm") && p.variant.equals("v7");
    return plainArm ? p.withVariant("") : p;
  }

  private static IllegalArgumentException invalid(String message) {
    return new IllegalArgumentException(message + ": invalid argument");
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }

  private static String decode(String option) {
    return URLDecoder.decode(option.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  private static List<String> features(String text) {
    return text.isEmpty()
        ? List.of()
        : Arrays.stream(text.substring(1).split("\\+", -1)).map(Platform::decode).toList();
  }

  /** The same platform in the one form that is compared: {@code aarch64/v8} is {@code arm64}. */
  public Platform normalized() {
    Platform p = normalizedProcessor();
    List<String> sorted = p.osFeatures.stream().sorted().distinct().toList();
    return new Platform(normalizeOs(p.os), p.architecture, p.variant, p.osVersion, sorted);
  }

  private Platform normalizedProcessor() {
    String arch = architecture.toLowerCase(Locale.ROOT);
    String v = variant.toLowerCase(Locale.ROOT);
    return switch (arch) {
      case "i386" -> withProcessor("386", "");
      case "x86_64", "x86-64", "amd64" -> withProcessor("amd64", v.equals("v1") ? "" : v);
      case "aarch64", "arm64" ->
          withProcessor(
              "arm64",
              switch (v) {
                case "8", "v8", "v8.0" -> "";
                case "9", "9.0", "v9.0" -> "v9";
                default -> v;
              });
      case "armhf" -> withProcessor("arm", "v7");
      case "armel" -> withProcessor("arm", "v6");
      case "arm" ->
          withProcessor(
              "arm",
              switch (v) {
                case "", "7" -> "v7";
                case "5", "6", "8" -> "v" + v;
                default -> v;
              });
      default -> withProcessor(arch, v);
    };
  }

  private static String normalizeOs(String os) {
    String lower = os.toLowerCase(Locale.ROOT);
    return lower.isEmpty() ? "linux" : lower.equals("macos") ? "darwin" : lower;
  }

  private Platform withProcessor(String newArchitecture, String newVariant) {
    return new Platform(os, newArchitecture, newVariant, osVersion, osFeatures);
  }

  private Platform withVariant(String newVariant) {
    return withProcessor(architecture, newVariant);
  }

  /** {@code os/architecture[/variant]}, without the operating system's version and features. */
  public String format() {
    return os.isEmpty() ? "unknown" : GoPath.join(os, architecture, variant);
  }

  /** {@code os[(version[+feature…])]/architecture[/variant]}. */
  public String formatAll() {
    if (os.isEmpty() || (osVersion.isEmpty() && osFeatures.isEmpty())) {
      return format();
    }
    StringBuilder options = new StringBuilder(encode(osVersion));
    osFeatures.stream()
        .sorted()
        .distinct()
        .forEach(feature -> options.append('+').append(encode(feature)));
    return GoPath.join(os + '(' + options + ')', architecture, variant);
  }

  private static String encode(String option) {
    StringBuilder out = new StringBuilder();
    for (byte b : option.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      if (c < 0x80 && (Character.isLetterOrDigit(c) || "_.-".indexOf(c) >= 0)) {
        out.append(c);
      } else {
        out.append('%').append(String.format(Locale.ROOT, "%02X", (int) c));
      }
    }
    return out.toString();
  }

  /** {@link #formatAll()}. */
  @Override
  public String toString() {
    return formatAll();
  }
}
