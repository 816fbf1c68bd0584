package dev.bowsprit.runtime.exporter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bowsprit.llb.Digest;
import dev.bowsprit.runtime.worker.image.GoJson;
import dev.bowsprit.runtime.worker.image.ImagePlatform;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;

/**
 * Makes an image's config of what the frontend returned and the layers that were built: the root
 * file system, a history with one entry a layer, and the times. Everything else stays byte for
 * byte, and the result has the bytes that BuildKit's would have.
 */
final class ImageConfig {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String DEFAULT_PATH =
      "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

  private ImageConfig() {}

  /** The config of an image whose frontend gave none. */
  static byte[] defaults() {
    ImagePlatform host = ImagePlatform.host();
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("architecture", host.architecture());
    config.put("os", host.os());
    if (!host.variant().isEmpty()) {
      config.put("variant", host.variant());
    }
    Map<String, Object> inner = new LinkedHashMap<>();
    inner.put("Env", List.of("PATH=" + DEFAULT_PATH));
    inner.put("WorkingDir", "/");
    config.put("config", inner);
    return GoJson.write(config).getBytes(StandardCharsets.UTF_8);
  }

  /**
   * The finished config.
   *
   * @param config as the frontend returned it
   * @param base the config of the base image, whose history keeps its times
   * @param diffIds of the layers
   * @param epoch the limit of times, in seconds since 1970
   * @param origins when and by what the layers were made
   */
  static byte[] finish(
      byte[] config,
      Optional<byte[]> base,
      List<Digest> diffIds,
      OptionalLong epoch,
      List<LayerOrigin> origins)
      throws IOException {
    JsonNode json = JSON.readTree(config);
    if (!json.isObject()) {
      throw new IOException("invalid image config for export: not an object");
    }
    if (json.path("os").asText("").isEmpty()) {
      throw new IOException("invalid image config for export: missing os");
    }
    if (json.path("architecture").asText("").isEmpty()) {
      throw new IOException("invalid image config for export: missing architecture");
    }
    SortedMap<String, Object> fields = GoJson.members(new String(config, StandardCharsets.UTF_8));
    List<HistoryEntry> history = HistoryEntry.read(json);
    history = matchLayers(history, origins);
    history = fillTimes(history);
    if (epoch.isPresent()) {
      List<HistoryEntry> old =
          base.isPresent() ? HistoryEntry.read(JSON.readTree(base.get())) : List.of();
      history = limitTimes(history, old, GoTime.ofSeconds(epoch.getAsLong()));
    }
    fields.put("rootfs", rootfs(diffIds));
    fields.put(
        "history",
        history.isEmpty() && !json.has("history")
            ? new GoJson.Raw("null")
            : history.stream().map(HistoryEntry::json).toList());
    fields.put("created", created(json, history, epoch));
    return GoJson.write(fields).getBytes(StandardCharsets.UTF_8);
  }

  private static Object rootfs(List<Digest> diffIds) {
    Map<String, Object> rootfs = new LinkedHashMap<>();
    rootfs.put("type", "layers");
    rootfs.put(
        "diff_ids",
        diffIds.isEmpty()
            ? new GoJson.Raw("null")
            : diffIds.stream().map(Digest::toString).toList());
    return rootfs;
  }

  private static Object created(JsonNode json, List<HistoryEntry> history, OptionalLong epoch)
      throws IOException {
    JsonNode said = json.path("created");
    if (!said.isMissingNode()) {
      if (epoch.isPresent() && said.isTextual()) {
        GoTime limit = GoTime.ofSeconds(epoch.getAsLong());
        if (GoTime.parse(said.asText()).isAfter(limit)) {
          return limit.toString();
        }
      }
      return new GoJson.Raw(said.toString());
    }
    Optional<GoTime> last = Optional.empty();
    for (HistoryEntry entry : history) {
      last = entry.created().or(lastOf(last));
    }
    return last.map(time -> (Object) time.toString()).orElse(new GoJson.Raw("null"));
  }

  private static java.util.function.Supplier<Optional<GoTime>> lastOf(Optional<GoTime> last) {
    return () -> last;
  }

  /** Each layer has one entry that is not marked as empty, in order. */
  private static List<HistoryEntry> matchLayers(
      List<HistoryEntry> history, List<LayerOrigin> origins) {
    List<HistoryEntry> result = new ArrayList<>();
    int used = 0;
    for (HistoryEntry entry : history) {
      if (entry.emptyLayer()) {
        result.add(entry);
      } else if (used >= origins.size()) {
        result.add(entry.asEmpty());
      } else {
        GoTime made = origins.get(used).createdAt();
        used++;
        result.add(entry.created().isPresent() ? entry : entry.at(made));
      }
    }
    for (LayerOrigin origin : origins.subList(used, origins.size())) {
      result.add(HistoryEntry.ofLayer(origin));
    }
    return result;
  }

  /**
   * Entries without a layer get the time of the layer before, and those before the first new layer
   * that layer's, for a base image is much older than the commands that follow it.
   */
  private static List<HistoryEntry> fillTimes(List<HistoryEntry> history) {
    Optional<GoTime> time = Optional.empty();
    boolean gap = false;
    for (HistoryEntry entry : history) {
      if (entry.created().isPresent()) {
        time = entry.created();
        if (gap) {
          break;
        }
      } else {
        gap = true;
      }
    }
    List<HistoryEntry> result = new ArrayList<>();
    gap = false;
    for (HistoryEntry entry : history) {
      if (entry.created().isPresent()) {
        if (gap) {
          time = entry.created();
        }
        result.add(entry);
      } else {
        gap = true;
        result.add(time.isPresent() ? entry.at(time.get()) : entry);
      }
    }
    return result;
  }

  private static List<HistoryEntry> limitTimes(
      List<HistoryEntry> history, List<HistoryEntry> base, GoTime limit) {
    List<HistoryEntry> result = new ArrayList<>();
    boolean diverged = false;
    for (int i = 0; i < history.size(); i++) {
      HistoryEntry entry = history.get(i);
      diverged |= i >= base.size() || !entry.equals(base.get(i));
      boolean late = entry.created().map(time -> time.isAfter(limit)).orElse(true);
      result.add(diverged && late ? entry.at(limit) : entry);
    }
    return result;
  }
}
