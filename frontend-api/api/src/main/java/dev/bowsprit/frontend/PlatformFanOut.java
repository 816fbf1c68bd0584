package dev.bowsprit.frontend;

import com.google.protobuf.ByteString;
import dev.bowsprit.frontend.host.SolvedState;
import dev.bowsprit.frontend.image.ContainerConfig;
import dev.bowsprit.frontend.image.ImageConfig;
import dev.bowsprit.frontend.json.Json;
import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.gateway.GatewayException.Code;
import dev.bowsprit.gateway.ResultKeys;
import dev.bowsprit.llb.ImageEnvironment;
import dev.bowsprit.llb.MarshalOptions;
import dev.bowsprit.llb.Platform;
import dev.bowsprit.wire.gateway.CacheOptionsEntry;
import dev.bowsprit.wire.gateway.Ref;
import dev.bowsprit.wire.gateway.RefMap;
import dev.bowsprit.wire.gateway.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/** Builds an image for each platform, and puts them together in the order of the platforms. */
final class PlatformFanOut {

  private final BuildRequest request;
  private final Function<Platform, Image> image;

  PlatformFanOut(BuildRequest request, Function<Platform, Image> image) {
    this.request = request;
    this.image = image;
  }

  private record Built(Platform platform, Ref ref, ImageConfig config) {

    String id() {
      return platform.formatAll();
    }
  }

  BuildResult build() {
    List<Built> all = buildAll();
    Result.Builder result = Result.newBuilder();
    if (request.isMultiPlatform()) {
      RefMap.Builder refs = RefMap.newBuilder();
      for (Built built : all) {
        refs.putRefs(built.id(), built.ref());
        putConfig(result, "/" + built.id(), built.config());
      }
      result.setRefs(refs);
    } else {
      result.setRef(all.getFirst().ref());
      putConfig(result, "", all.getFirst().config());
    }
    result.putMetadata(ResultKeys.PLATFORMS, ByteString.copyFromUtf8(platforms(all)));
    return new BuildResult(result.build());
  }

  private List<Built> buildAll() {
    List<CacheOptionsEntry> imports = request.options().cacheImports();
    List<Platform> platforms = request.platforms();
    if (platforms.size() == 1) {
      return List.of(build(platforms.getFirst(), imports));
    }
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Built>> waiting = new ArrayList<>();
      for (Platform platform : platforms) {
        waiting.add(threads.submit(() -> build(platform, imports)));
      }
      List<Built> result = new ArrayList<>();
      for (Future<Built> one : waiting) {
        result.add(one.get());
      }
      return result;
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException failure
          ? failure
          : new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw GatewayException.of(Code.CANCELLED, "context canceled");
    }
  }

  private Built build(Platform platform, List<CacheOptionsEntry> imports) {
    Image wanted = image.apply(platform);
    MarshalOptions options = request.marshalOptions(platform);
    SolvedState solved = request.host().solve(wanted.files().marshal(options), imports);
    ImageConfig config =
        wanted
            .base()
            .orElseGet(() -> ImageConfig.empty(platform))
            .withPlatform(platform)
            .withoutCreated()
            .editConfig(draft -> inEnvironment(draft, wanted.files().environment(options)))
            .editConfig(draft -> wanted.change().apply(draft).addLabels(request.labels()));
    return new Built(platform, solved.ref(), config);
  }

  /** Containers of the image start with what its last commands ran with. */
  private static ContainerConfig.Draft inEnvironment(
      ContainerConfig.Draft draft, ImageEnvironment environment) {
    boolean atRoot = environment.workingDir().equals("/");
    return draft.env(environment.env()).workingDir(atRoot ? "" : environment.workingDir());
  }

  private static void putConfig(Result.Builder result, String suffix, ImageConfig config) {
    result.putMetadata(ResultKeys.IMAGE_CONFIG + suffix, ByteString.copyFromUtf8(config.toJson()));
  }

  private static String platforms(List<Built> all) {
    List<Json> result = new ArrayList<>();
    for (Built built : all) {
      Platform platform = built.platform();
      result.add(
          new Json.Builder()
              .put("ID", Json.of(built.id()))
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
    return new Json.Builder().put("Platforms", new Json.Arr(result)).build().compact();
  }
}
