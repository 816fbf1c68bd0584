package dev.bowsprit.frontend.stdio;

import com.google.protobuf.ByteString;
import dev.bowsprit.frontend.EnvironmentKeys;
import dev.bowsprit.frontend.FrontendEnvironment;
import dev.bowsprit.frontend.json.Json;
import dev.bowsprit.frontend.json.JsonSyntaxException;
import dev.bowsprit.wire.pb.Platform;
import dev.bowsprit.wire.worker.BuildkitVersion;
import dev.bowsprit.wire.worker.WorkerRecord;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads what BuildKit tells a frontend's process in variables. */
final class ProcessEnvironment {

  private static final String OWN = "/proc/self/environ";

  private ProcessEnvironment() {}

  /**
   * The variables of this process. Java decodes them by the locale, and an image as small as a
   * frontend's has none but ASCII; so they are read from the kernel where that is possible.
   */
  static Map<String, String> ofProcess() {
    try (FileInputStream in = new FileInputStream(OWN)) {
      return variables(in.readAllBytes());
    } catch (IOException e) {
      return System.getenv();
    }
  }

  private static Map<String, String> variables(byte[] block) {
    Map<String, String> result = new HashMap<>();
    int start = 0;
    for (int end = 0; end < block.length; end++) {
      if (block[end] == 0) {
        String variable = new String(block, start, end - start, StandardCharsets.UTF_8);
        int equals = variable.indexOf('=');
        if (equals > 0) {
          result.put(variable.substring(0, equals), variable.substring(equals + 1));
        }
        start = end + 1;
      }
    }
    return result;
  }

  /**
   * Reads the variables.
   *
   * @throws IllegalArgumentException if one is malformed
   */
  static FrontendEnvironment read(Map<String, String> variables) {
    SortedMap<String, String> options = new TreeMap<>();
    variables.forEach(
        (name, value) -> {
          if (name.startsWith(EnvironmentKeys.OPTION_PREFIX)) {
            int equals = value.indexOf('=');
            options.put(
                equals < 0 ? value : value.substring(0, equals),
                equals < 0 ? "" : value.substring(equals + 1));
          }
        });
    return new FrontendEnvironment(
        options,
        variables.getOrDefault(EnvironmentKeys.SESSION_ID, ""),
        workers(variables.getOrDefault(EnvironmentKeys.WORKERS, "")),
        variables.getOrDefault(EnvironmentKeys.EXPORTED_PRODUCT, ""),
        Optional.empty());
  }

  /** What the daemon tells of the image that the process runs from, if it does. */
  static Optional<ByteString> self() {
    File file = new File(EnvironmentKeys.SELF_FILE);
    if (!file.exists()) {
      return Optional.empty();
    }
    try (FileInputStream in = new FileInputStream(file)) {
      return Optional.of(ByteString.copyFrom(in.readAllBytes()));
    } catch (IOException e) {
      throw new IllegalArgumentException(EnvironmentKeys.SELF_FILE + ": " + e.getMessage(), e);
    }
  }

  private static List<WorkerRecord> workers(String text) {
    if (text.isEmpty()) {
      return List.of();
    }
    List<WorkerRecord> result = new ArrayList<>();
    try {
      Json.parse(text).elements().forEach(worker -> result.add(worker(worker)));
    } catch (JsonSyntaxException e) {
      throw new IllegalArgumentException(EnvironmentKeys.WORKERS + ": " + e.getMessage(), e);
    }
    return result;
  }

  private static WorkerRecord worker(Json json) {
    WorkerRecord.Builder result = WorkerRecord.newBuilder().setID(text(json, "id"));
    json.member("labels")
        .ifPresent(
            labels ->
                labels
                    .members()
                    .forEach((name, value) -> result.putLabels(name, value.text().orElse(""))));
    json.member("platforms")
        .ifPresent(
            platforms -> platforms.elements().forEach(p -> result.addPlatforms(platform(p))));
    json.member("buildkitVersion")
        .ifPresent(
            version ->
                result.setBuildkitVersion(
                    BuildkitVersion.newBuilder()
                        .setPackage(text(version, "package"))
                        .setVersion(text(version, "version"))
                        .setRevision(text(version, "revision"))));
    return result.build();
  }

  private static Platform platform(Json json) {
    Platform.Builder result =
        Platform.newBuilder()
            .setOS(text(json, "os"))
            .setArchitecture(text(json, "architecture"))
            .setVariant(text(json, "variant"))
            .setOSVersion(text(json, "os.version"));
    json.member("os.features")
        .ifPresent(
            features ->
                features.elements().forEach(f -> result.addOSFeatures(f.text().orElse(""))));
    return result.build();
  }

  private static String text(Json json, String name) {
    return json.member(name).flatMap(Json::text).orElse("");
  }
}
