package dev.bowsprit.runtime.gateway.image;

import dev.bowsprit.frontend.EnvironmentKeys;
import dev.bowsprit.frontend.FrontendEnvironment;
import dev.bowsprit.frontend.json.Json;
import dev.bowsprit.wire.pb.Platform;
import dev.bowsprit.wire.worker.BuildkitVersion;
import dev.bowsprit.wire.worker.WorkerRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a frontend's process is told in variables, as BuildKit does it. */
final class FrontendVariables {

  private FrontendVariables() {}

  /** The variables of a process: those of its image first. */
  static List<String> of(List<String> image, FrontendEnvironment environment) {
    List<String> result = new ArrayList<>(image);
    int next = 0;
    for (Map.Entry<String, String> option : environment.options().entrySet()) {
      result.add(
          EnvironmentKeys.OPTION_PREFIX + next++ + "=" + option.getKey() + "=" + option.getValue());
    }
    result.add(EnvironmentKeys.SESSION_ID + "=" + environment.sessionId());
    result.add(
        EnvironmentKeys.WORKERS
            + "="
            + new Json.Arr(environment.workers().stream().map(FrontendVariables::worker).toList())
                .compact());
    result.add(EnvironmentKeys.EXPORTED_PRODUCT + "=" + environment.product());
    return result;
  }

  private static Json worker(WorkerRecord worker) {
    Json.Builder labels = new Json.Builder();
    new TreeMap<>(worker.getLabelsMap()).forEach(labels::putText);
    BuildkitVersion version = worker.getBuildkitVersion();
    return new Json.Builder()
        .putText("id", worker.getID())
        .put("labels", labels.build())
        .put(
            "platforms",
            new Json.Arr(
                worker.getPlatformsList().stream().map(FrontendVariables::platform).toList()))
        .put("gcPolicy", new Json.Null())
        .put(
            "buildkitVersion",
            new Json.Builder()
                .putText("package", version.getPackage())
                .putText("version", version.getVersion())
                .putText("revision", version.getRevision())
                .build())
        .put("cdiDevices", new Json.Null())
        .build();
  }

  private static Json platform(Platform platform) {
    Json.Builder json =
        new Json.Builder()
            .putText("architecture", platform.getArchitecture())
            .putText("os", platform.getOS());
    if (!platform.getOSVersion().isEmpty()) {
      json.putText("os.version", platform.getOSVersion());
    }
    if (platform.getOSFeaturesCount() > 0) {
      json.putTexts("os.features", platform.getOSFeaturesList());
    }
    if (!platform.getVariant().isEmpty()) {
      json.putText("variant", platform.getVariant());
    }
    return json.build();
  }
}
