package dev.bowsprit.view;

import dev.bowsprit.llb.Constraints;
import dev.bowsprit.wire.pb.LinuxResources;
import dev.bowsprit.wire.pb.OpMetadata;
import dev.bowsprit.wire.pb.ProgressGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** What is said about an operation besides what it does, in words. */
final class MetadataText {

  private MetadataText() {}

  /** One thing a line; without capabilities and places in source files. */
  static List<String> lines(Node node) {
    List<String> lines = new ArrayList<>();
    OpMetadata metadata = node.vertex().metadata();
    node.platform().ifPresent(platform -> lines.add("platform " + platform));
    List<String> filters = node.vertex().op().getConstraints().getFilterList();
    if (!filters.isEmpty()) {
      lines.add("on workers " + filters);
    }
    node.name().ifPresent(name -> lines.add("named " + name));
    new TreeMap<>(metadata.getDescriptionMap())
        .forEach(
            (key, value) -> {
              if (!key.equals(Constraints.CUSTOM_NAME)) {
                lines.add(key + ": " + value);
              }
            });
    if (metadata.hasProgressGroup()) {
      lines.add(group(metadata.getProgressGroup()));
    }
    if (metadata.getIgnoreCache()) {
      lines.add("ignores cache");
    }
    if (metadata.hasExportCache()) {
      lines.add(metadata.getExportCache().getValue() ? "exports cache" : "exports no cache");
    }
    if (metadata.hasLinuxResources()) {
      lines.add("limited to " + resources(metadata.getLinuxResources()));
    }
    return lines;
  }

  private static String group(ProgressGroup group) {
    String name = group.getName().isEmpty() ? group.getId() : group.getName();
    return "in group " + name + (group.getWeak() ? ", weak" : "");
  }

  private static String resources(LinuxResources limits) {
    List<String> result = new ArrayList<>();
    add(result, "memory", limits.getMemory());
    add(result, "memorySwap", limits.getMemorySwap());
    add(result, "cpuShares", limits.getCpuShares());
    add(result, "cpuPeriod", limits.getCpuPeriod());
    add(result, "cpuQuota", limits.getCpuQuota());
    if (!limits.getCpusetCpus().isEmpty()) {
      result.add("cpusetCpus " + limits.getCpusetCpus());
    }
    if (!limits.getCpusetMems().isEmpty()) {
      result.add("cpusetMems " + limits.getCpusetMems());
    }
    return String.join(", ", result);
  }

  private static void add(List<String> result, String name, long value) {
    if (value != 0) {
      result.add(name + " " + value);
    }
  }
}
