package dev.bowsprit.frontend.result;

import com.google.protobuf.ByteString;
import dev.bowsprit.frontend.image.ImageConfig;
import dev.bowsprit.frontend.json.Json;
import dev.bowsprit.gateway.ExporterKeys;
import dev.bowsprit.gateway.ResultKeys;
import dev.bowsprit.llb.Platform;
import dev.bowsprit.wire.gateway.Attestation;
import dev.bowsprit.wire.gateway.Attestations;
import dev.bowsprit.wire.gateway.Ref;
import dev.bowsprit.wire.gateway.RefMap;
import dev.bowsprit.wire.gateway.Result;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The part of a result that is for one platform, and how parts are put together to what BuildKit's
 * exporters read.
 *
 * @param platform what it is for
 * @param ref the daemon's name for the files
 * @param image how its containers start
 * @param baseImage the config of the image that it was made from, if it was
 * @param epoch the latest time that its files and its config may have, if that is said
 * @param annotations of the image's manifest
 * @param attestations statements about the image
 */
public record PlatformResult(
    Platform platform,
    Ref ref,
    ImageConfig image,
    Optional<ImageConfig> baseImage,
    Optional<OffsetDateTime> epoch,
    SortedMap<String, String> annotations,
    List<Attestation> attestations) {

  /** Takes copies. */
  public PlatformResult {
    annotations = Collections.unmodifiableSortedMap(new TreeMap<>(annotations));
    attestations = List.copyOf(attestations);
  }

  /** Without annotations and attestations. */
  public PlatformResult(
      Platform platform,
      Ref ref,
      ImageConfig image,
      Optional<ImageConfig> baseImage,
      Optional<OffsetDateTime> epoch) {
    this(platform, ref, image, baseImage, epoch, new TreeMap<>(), List.of());
  }

  /** The same with a further attestation. */
  public PlatformResult with(Attestation attestation) {
    List<Attestation> more = new ArrayList<>(attestations);
    more.add(attestation);
    return new PlatformResult(platform, ref, image, baseImage, epoch, annotations, more);
  }

  /** The name that references and metadata have for the platform. */
  public String id() {
    return platform.normalized().formatAll();
  }

  /**
   * Puts parts together, in their order.
   *
   * @param parts at least one; one only, if the result is not for several platforms
   * @param multiPlatform whether the result is one for several platforms
   */
  public static Result combine(List<PlatformResult> parts, boolean multiPlatform) {
    Result.Builder result = Result.newBuilder();
    if (multiPlatform) {
      RefMap.Builder refs = RefMap.newBuilder();
      for (PlatformResult part : parts) {
        refs.putRefs(part.id(), part.ref);
        part.putMetadata(result, "/" + part.id());
      }
      result.setRefs(refs);
    } else {
      result.setRef(parts.getFirst().ref);
      parts.getFirst().putMetadata(result, "");
    }
    put(result, ResultKeys.PLATFORMS, platforms(parts));
    for (PlatformResult part : parts) {
      if (!part.attestations.isEmpty()) {
        result.putAttestations(
            part.id(), Attestations.newBuilder().addAllAttestation(part.attestations).build());
      }
    }
    return result.build();
  }

  private void putMetadata(Result.Builder result, String suffix) {
    put(result, ResultKeys.IMAGE_CONFIG + suffix, image.toJson());
    baseImage.ifPresent(base -> put(result, ResultKeys.IMAGE_BASE_CONFIG + suffix, base.toJson()));
    epoch.ifPresent(
        time ->
            put(
                result,
                ResultKeys.SOURCE_DATE_EPOCH + suffix,
                Long.toString(time.toEpochSecond())));
    for (Map.Entry<String, String> annotation : annotations.entrySet()) {
      put(
          result,
          ExporterKeys.manifestAnnotation(id(), annotation.getKey()),
          annotation.getValue());
    }
  }

  private static void put(Result.Builder result, String key, String value) {
    result.putMetadata(key, ByteString.copyFromUtf8(value));
  }

  private static String platforms(List<PlatformResult> parts) {
    List<Json> platforms = new ArrayList<>();
    for (PlatformResult part : parts) {
      Platform platform = part.exported();
      platforms.add(
          new Json.Builder()
              .put("ID", Json.of(part.id()))
              .put(
                  "Platform",
                  new Json.Builder()
                      .put("architecture", Json.of(platform.architecture()))
                      .put("os", Json.of(platform.os()))
                      .putText("os.version", platform.osVersion())
                      .putTexts("os.features", platform.osFeatures())
                      .putText("variant", platform.variant())
                      .build())
              .build());
    }
    return new Json.Builder().put("Platforms", new Json.Arr(platforms)).build().compact();
  }

  /** Windows images run on the version that they were made for. */
  private Platform exported() {
    Platform wanted = platform.normalized();
    Platform own = image.platform();
    if (!wanted.os().equals("windows") || !own.os().equals("windows")) {
      return wanted;
    }
    return new Platform(
            wanted.os(),
            wanted.architecture(),
            wanted.variant(),
            wanted.osVersion().isEmpty() ? own.osVersion() : wanted.osVersion(),
            wanted.osFeatures().isEmpty() ? own.osFeatures() : wanted.osFeatures())
        .normalized();
  }
}
