package dev.bowsprit.runtime.cli;

import dev.bowsprit.runtime.wire.control.PruneRequest;
import dev.bowsprit.runtime.wire.control.UsageRecord;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code bowsprit prune}. */
final class PruneCommand implements Subcommand {

  @Override
  public String name() {
    return "prune";
  }

  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Spec.command("prune", "[OPTIONS]", "Delete cached results that nothing uses");
    spec.addOption(Spec.flag("Delete internal and frontend images, too", "-a", "--all"));
    spec.addOption(
        Spec.values(
            "FILTER", "Delete only what a filter selects, for instance until=24h", "--filter"));
    spec.addOption(
        Spec.value(
            "DURATION", "Keep what was used in this time, for instance 48h", "--keep-duration"));
    spec.addOption(
        Spec.value("SIZE", "Keep this much in any case", "--reserved-space", "--keep-storage"));
    spec.addOption(Spec.value("SIZE", "Delete only what is over this much", "--max-used-space"));
    spec.addOption(
        Spec.value("SIZE", "Delete until this much of the disk is free", "--min-free-space"));
    spec.addOption(Spec.flag("Do not ask", "-f", "--force"));
    spec.addOption(Spec.flag("Show what was deleted in full", "--verbose"));
    EngineOptions.addTo(spec);
    return spec;
  }

  @Override
  public int run(ParseResult arguments, Console console) throws Exception {
    PruneRequest request = request(arguments);
    if (!Spec.is(arguments, "--force") && console.outIsTerminal() && !agreed(console)) {
      return ExitCode.OK;
    }
    List<UsageRecord> deleted = new ArrayList<>();
    try (EngineOptions.Connected connected = EngineOptions.connect(arguments, console)) {
      connected.client().prune(request, deleted::add);
    }
    DiskUsageCommand.printTable(deleted, console);
    long total = deleted.stream().mapToLong(UsageRecord::getSize).sum();
    console.out().println("Total: " + Amounts.show(total));
    return ExitCode.OK;
  }

  private static PruneRequest request(ParseResult arguments) {
    PruneRequest.Builder request = PruneRequest.newBuilder().setAll(Spec.is(arguments, "--all"));
    String keep = Spec.text(arguments, "--keep-duration");
    for (String filter : DiskUsageCommand.filters(arguments)) {
      if (filter.startsWith("until==")) {
        keep = filter.substring("until==".length());
      } else {
        request.addFilter(filter);
      }
    }
    if (!keep.isEmpty()) {
      request.setKeepDuration(Amounts.duration("--keep-duration", keep).toNanos());
    }
    return request
        .setReservedSpace(size(arguments, "--reserved-space"))
        .setMaxUsedSpace(size(arguments, "--max-used-space"))
        .setMinFreeSpace(size(arguments, "--min-free-space"))
        .build();
  }

  private static long size(ParseResult arguments, String option) {
    String text = Spec.text(arguments, option);
    return text.isEmpty() ? 0 : Amounts.size(option, text);
  }

  private static boolean agreed(Console console) throws IOException {
    console.err().print("Delete all cached results that nothing uses? [y/N] ");
    console.err().flush();
    int answer = console.in().read();
    return Character.toString(Math.max(answer, 0)).toLowerCase(Locale.ROOT).equals("y");
  }
}
