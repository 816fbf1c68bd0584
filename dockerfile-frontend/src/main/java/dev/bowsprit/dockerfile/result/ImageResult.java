package dev.bowsprit.dockerfile.result;

import com.google.protobuf.ByteString;
import dev.bowsprit.dockerfile.DockerfileException;
import dev.bowsprit.dockerfile.lint.Linter;
import dev.bowsprit.dockerfile.stage.Compiled;
import dev.bowsprit.dockerfile.stage.Compiler;
import dev.bowsprit.frontend.host.Host;
import dev.bowsprit.frontend.json.Json;
import dev.bowsprit.frontend.option.BuildOptions;
import dev.bowsprit.gateway.ResultKeys;
import dev.bowsprit.llb.Definition;
import dev.bowsprit.llb.Platform;
import dev.bowsprit.wire.gateway.Ref;
import dev.bowsprit.wire.gateway.RefMap;
import dev.bowsprit.wire.gateway.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Builds a Dockerfile for each platform that was asked for. */
public final class ImageResult {

  private final Host host;
  private final BuildOptions options;
  private final Compiler compiler;
  private final Linter.Reporter reporter;

  /** Builds with a compiler; violations of build checks are reported once. */
  public ImageResult(Host host, BuildOptions options, Compiler compiler, Linter.Reporter reporter) {
    this.host = host;
    this.options = options;
    this.compiler = compiler;
    this.reporter = reporter;
  }

  private record Built(Platform platform, String id, Compiled compiled, Ref ref) {}

  /** Builds. */
  public Result build() {
    Optional<BillOfMaterials> materials =
        options.sbom().map(sbom -> BillOfMaterials.by(host, options, sbom));
    List<Built> built = builtInParallel();
    Result.Builder result = Result.newBuilder();
    if (options.multiPlatform()) {
      RefMap.Builder refs = RefMap.newBuilder();
      for (Built one : built) {
        refs.putRefs(one.id, one.ref);
        putMetadata(result, one.compiled, "/" + one.id);
      }
      result.setRefs(refs);
    } else {
      result.setRef(built.getFirst().ref);
      putMetadata(result, built.getFirst().compiled, "");
    }
    result.putMetadata(ResultKeys.PLATFORMS, ByteString.copyFromUtf8(platforms(built)));
    for (Built one : built) {
      materials.ifPresent(m -> result.putAttestations(one.id, m.attest(one.id, one.compiled)));
    }
    return result.build();
  }

  private List<Built> builtInParallel() {
    List<Platform> targets = options.targetPlatforms();
    if (targets.size() < 2) {
      return List.of(build(targets.stream().findFirst(), true));
    }
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Built>> waiting = new ArrayList<>();
      for (Platform target : targets) {
        boolean first = waiting.isEmpty();
        waiting.add(threads.submit(() -> build(Optional.of(target), first)));
      }
      List<Built> built = new ArrayList<>();
      for (Future<Built> one : waiting) {
        built.add(one.get());
      }
      return built;
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException failure
          ? failure
          : new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DockerfileException("the build was cancelled");
    }
  }

  private Built build(Optional<Platform> target, boolean reports) {
    Compiled compiled =
        compiler.compile(target, false, reports ? Optional.of(reporter) : Optional.empty());
    Definition definition;
    try {
      definition = compiled.definition();
    } catch (IllegalArgumentException e) {
      throw new DockerfileException("failed to marshal LLB definition: " + e.getMessage());
    }
    Ref ref = host.solve(definition, options.cacheImports()).ref();
    Platform platform = target.orElse(options.buildPlatform()).normalized();
    return new Built(
        extended(platform, compiled.image().platform()), platform.formatAll(), compiled, ref);
  }

  /** Windows images run on the version that they were made for. */
  private static Platform extended(Platform platform, Platform image) {
    if (!platform.os().equals("windows") || !image.os().equals("windows")) {
      return platform;
    }
    return new Platform(
            platform.os(),
            platform.architecture(),
            platform.variant(),
            platform.osVersion().isEmpty() ? image.osVersion() : platform.osVersion(),
            platform.osFeatures().isEmpty() ? image.osFeatures() : platform.osFeatures())
        .normalized();
  }

  private static void putMetadata(Result.Builder result, Compiled compiled, String suffix) {
    result.putMetadata(
        ResultKeys.IMAGE_CONFIG + suffix, ByteString.copyFromUtf8(compiled.image().toJson()));
    compiled
        .baseImage()
        .ifPresent(
            base ->
                result.putMetadata(
                    ResultKeys.IMAGE_BASE_CONFIG + suffix, ByteString.copyFromUtf8(base.toJson())));
    compiled
        .epoch()
        .ifPresent(
            epoch ->
                result.putMetadata(
                    ResultKeys.SOURCE_DATE_EPOCH + suffix,
                    ByteString.copyFromUtf8(Long.toString(epoch.toEpochSecond()))));
  }

  private static String platforms(List<Built> built) {
    List<Json> platforms = new ArrayList<>();
    for (Built one : built) {
      Platform platform = one.platform;
      platforms.add(
          new Json.Builder()
              .put("ID", Json.of(one.id))
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
}
