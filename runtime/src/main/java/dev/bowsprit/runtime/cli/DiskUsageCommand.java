package dev.bowsprit.runtime.cli;

import com.google.protobuf.Timestamp;
import dev.bowsprit.runtime.wire.control.UsageRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code bowsprit du}. */
final class DiskUsageCommand implements Subcommand {

  @Override
  public String name() {
    return "du";
  }

  @Override
  public CommandSpec spec() {
    CommandSpec spec = Spec.command("du", "[OPTIONS]", "Show what the cache takes");
    spec.addOption(
        Spec.values(
            "FILTER", "Show only what a filter selects, for instance type==regular", "--filter"));
    spec.addOption(Spec.flag("Show all that is known", "--verbose"));
    EngineOptions.addTo(spec);
    return spec;
  }

  @Override
  public int run(ParseResult arguments, Console console) throws Exception {
    List<UsageRecord> records;
    try (EngineOptions.Connected connected = EngineOptions.connect(arguments, console)) {
      records = connected.client().diskUsage(filters(arguments));
    }
    List<UsageRecord> sorted =
        records.stream().sorted(Comparator.comparingLong(UsageRecord::getSize).reversed()).toList();
    if (Spec.is(arguments, "--verbose")) {
      sorted.forEach(record -> printFull(record, console));
    } else {
      printTable(sorted, console);
    }
    printSums(records, console);
    return ExitCode.OK;
  }

  static List<String> filters(ParseResult arguments) {
    // docker writes key=value where the filters of the engine are key==value
    return Spec.texts(arguments, "--filter").stream()
        .map(filter -> filter.matches("[^=~!]+=[^=].*") ? filter.replaceFirst("=", "==") : filter)
        .toList();
  }

  static void printTable(List<UsageRecord> records, Console console) {
    if (records.isEmpty()) {
      return;
    }
    console.out().printf("%-45s %-11s %-10s %s%n", "ID", "RECLAIMABLE", "SIZE", "LAST ACCESSED");
    for (UsageRecord record : records) {
      console
          .out()
          .printf(
              "%-45s %-11s %-10s %s%n",
              record.getID() + (record.getMutable() ? "*" : ""),
              !record.getInUse(),
              Amounts.show(record.getSize()) + (record.getShared() ? "*" : ""),
              record.hasLastUsedAt() ? ago(record.getLastUsedAt()) : "");
    }
  }

  private static String ago(Timestamp time) {
    Duration since = Duration.between(Instant.ofEpochSecond(time.getSeconds()), Instant.now());
    if (since.toMinutes() < 2) {
      return Math.max(0, since.toSeconds()) + " seconds ago";
    }
    if (since.toHours() < 2) {
      return since.toMinutes() + " minutes ago";
    }
    return since.toDays() < 2 ? since.toHours() + " hours ago" : since.toDays() + " days ago";
  }

  private static void printFull(UsageRecord record, Console console) {
    line(console, "ID", record.getID());
    if (record.getParentsCount() > 0) {
      line(console, "Parents", String.join(";", record.getParentsList()));
    }
    line(console, "Created at", instant(record.getCreatedAt()));
    line(console, "Mutable", Boolean.toString(record.getMutable()));
    line(console, "Reclaimable", Boolean.toString(!record.getInUse()));
    line(console, "Shared", Boolean.toString(record.getShared()));
    line(console, "Size", Amounts.show(record.getSize()));
    line(console, "Description", record.getDescription());
    line(console, "Usage count", Long.toString(record.getUsageCount()));
    if (record.hasLastUsedAt()) {
      line(console, "Last used", instant(record.getLastUsedAt()));
    }
    line(console, "Type", record.getRecordType());
    console.out().println();
  }

  private static void line(Console console, String name, String value) {
    if (!value.isEmpty()) {
      console.out().printf("%-14s %s%n", name + ":", value);
    }
  }

  private static String instant(Timestamp time) {
    return Instant.ofEpochSecond(time.getSeconds(), time.getNanos()).toString();
  }

  private static void printSums(List<UsageRecord> records, Console console) {
    long total = 0;
    long shared = 0;
    long reclaimable = 0;
    for (UsageRecord record : records) {
      total += record.getSize();
      shared += record.getShared() ? record.getSize() : 0;
      reclaimable += record.getInUse() ? 0 : record.getSize();
    }
    if (shared > 0) {
      line(console, "Shared", Amounts.show(shared));
      line(console, "Private", Amounts.show(total - shared));
    }
    line(console, "Reclaimable", Amounts.show(reclaimable));
    line(console, "Total", Amounts.show(total));
  }
}
