package dev.bowsprit.frontend.image;

import dev.bowsprit.frontend.json.GoTime;
import dev.bowsprit.frontend.json.Json;
import dev.bowsprit.frontend.json.JsonSyntaxException;
import dev.bowsprit.llb.ImageEnvironment;
import dev.bowsprit.llb.Platform;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * An image's configuration, after the OCI image specification and Docker's extension of it.
 *
 * <p>Its JSON is byte for byte what BuildKit writes: these fields, in this order, without those
 * that are empty.
 *
 * @param created when, in RFC 3339
 * @param author who
 * @param platform what it runs on
 * @param rootFs its layers
 * @param history how the layers came to be
 * @param config how a container starts
 */
public record ImageConfig(
    Optional<String> created,
    String author,
    Platform platform,
    RootFs rootFs,
    List<History> history,
    ContainerConfig config) {

  private static final DateTimeFormatter RFC_3339 =
      new DateTimeFormatterBuilder()
          .appendPattern("uuuu-MM-dd'T'HH:mm:ss")
          .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
          .appendOffset("+HH:MM", "Z")
          .toFormatter(java.util.Locale.ROOT);

  /**
   * The layers.
   *
   * @param type {@code layers}
   * @param diffIds the digests of the uncompressed layers; empty if they are not known
   */
  public record RootFs(String type, Optional<List<String>> diffIds) {}

  /** Takes a copy. */
  public ImageConfig {
    history = List.copyOf(history);
  }

  /** An image of no layers. */
  public static ImageConfig empty(Platform platform) {
    return new ImageConfig(
        Optional.empty(),
        "",
        platform,
        new RootFs("layers", Optional.empty()),
        List.of(),
        ContainerConfig.EMPTY);
  }

  /**
   * Reads a config; what it does not know is left out.
   *
   * @throws JsonSyntaxException if the text is no JSON, or something in it is of a wrong kind
   */
  public static ImageConfig parse(String text) throws JsonSyntaxException {
    return of(ImageTypes.DOCKER.read(text));
  }

  /**
   * Reads a config as those do who know nothing of Docker's extension.
   *
   * @throws JsonSyntaxException if the text is no JSON, or something in it is of a wrong kind
   */
  public static ImageConfig parseOci(String text) throws JsonSyntaxException {
    return of(ImageTypes.OCI.read(text));
  }

  private static ImageConfig of(Json json) {
    Platform platform =
        new Platform(
            text(json, "os"),
            text(json, "architecture"),
            text(json, "variant"),
            text(json, "os.version"),
            texts(json, "os.features"));
    Json rootFs = json.member("rootfs").orElse(new Json.Null());
    Json history = json.member("history").orElse(new Json.Null());
    Json config = json.member("config").orElse(new Json.Null());
    return new ImageConfig(
        time(json, "created"),
        text(json, "author"),
        platform,
        new RootFs(
            text(rootFs, "type"),
            rootFs
                .member("diff_ids")
                .filter(Json.Arr.class::isInstance)
                .map(_ -> texts(rootFs, "diff_ids"))),
        history.elements().stream().map(History::of).toList(),
        ContainerConfig.of(config));
  }

  /** What commands on the image run with. */
  public ImageEnvironment environment() {
    return new ImageEnvironment(
        config.env(),
        config.workingDir(),
        platform.os().isEmpty() || platform.architecture().isEmpty()
            ? Optional.empty()
            : Optional.of(platform));
  }

  /** The config as JSON in one line. */
  public String toJson() {
    Json.Builder json = new Json.Builder();
    created.ifPresent(time -> json.putText("created", time));
    json.putText("author", author)
        .put("architecture", Json.of(platform.architecture()))
        .put("os", Json.of(platform.os()))
        .putText("os.version", platform.osVersion())
        .putTexts("os.features", platform.osFeatures())
        .putText("variant", platform.variant());
    Json diffIds = rootFs.diffIds().<Json>map(Json::ofTexts).orElse(new Json.Null());
    json.put(
        "rootfs",
        new Json.Builder().put("type", Json.of(rootFs.type())).put("diff_ids", diffIds).build());
    if (!history.isEmpty()) {
      json.put("history", new Json.Arr(history.stream().map(History::toJson).toList()));
    }
    return json.put("config", config.toJson()).build().compact();
  }

  /** Without the time of its making. */
  public ImageConfig withoutCreated() {
    return new ImageConfig(Optional.empty(), author, platform, rootFs, history, config);
  }

  /** By another author. */
  public ImageConfig withAuthor(String value) {
    return new ImageConfig(created, value, platform, rootFs, history, config);
  }

  /** For another platform. */
  public ImageConfig withPlatform(Platform value) {
    return new ImageConfig(created, author, value, rootFs, history, config);
  }

  /** With one more line of history. */
  public ImageConfig withHistory(History entry) {
    List<History> longer = new ArrayList<>(history);
    longer.add(entry);
    return new ImageConfig(created, author, platform, rootFs, longer, config);
  }

  /** With another way to start. */
  public ImageConfig withConfig(ContainerConfig value) {
    return new ImageConfig(created, author, platform, rootFs, history, value);
  }

  /** With some fields of {@link #config()} changed. */
  public ImageConfig editConfig(UnaryOperator<ContainerConfig.Draft> change) {
    return withConfig(config.edit(change));
  }

  /** A time as configs have it, without needless digits. */
  public static String time(OffsetDateTime time) {
    return RFC_3339.format(time);
  }

  static String text(Json json, String name) {
    return json.member(name).flatMap(Json::text).orElse("");
  }

  static List<String> texts(Json json, String name) {
    return json.member(name).map(Json::elements).orElse(List.of()).stream()
        .map(element -> element.text().orElse(""))
        .toList();
  }

  static long number(Json json, String name) {
    return json.member(name)
        .filter(Json.Num.class::isInstance)
        .map(Json.Num.class::cast)
        .flatMap(Json.Num::asLong)
        .orElse(0L);
  }

  static boolean flag(Json json, String name) {
    return json.member(name).filter(new Json.Bool(true)::equals).isPresent();
  }

  static Optional<String> time(Json json, String name) {
    return json.member(name)
        .flatMap(Json::text)
        .map(
            time -> {
              try {
                return GoTime.normalized(time);
              } catch (JsonSyntaxException e) {
                throw new IllegalArgumentException(e);
              }
            });
  }
}
