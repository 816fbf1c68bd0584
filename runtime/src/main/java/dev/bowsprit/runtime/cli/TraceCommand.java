package dev.bowsprit.runtime.cli;

import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.runtime.control.EngineFiles;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code bowsprit frontend trace}: builds, and records what the frontend said meanwhile. */
final class TraceCommand implements Subcommand {

  private static final String OPTION = "frontend-trace";
  private static final int ID_BITS = 128;
  private static final int ID_LENGTH = 25;

  @Override
  public String name() {
    return "trace";
  }

  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Spec.command(
            "frontend trace",
            "--to FILE [OPTIONS] PATH|URL|-",
            "Build, and record what the frontend and the engine say to each other",
            "",
            "The frontend is chosen as by `bowsprit build`: by --frontend, or by the build file's"
                + " first line. It is an image, or one that runs here (FILE.jar, local:NAME), which"
                + " can be recorded with the engine or BuildKit of --addr, too. The recording is text, an object a line; the test kit can replay it. If"
                + " several images run, the others' recordings are in FILE.2, FILE.3…");
    spec.addOption(Spec.value("FILE", "Where the recording goes", "--to"));
    BuildOptions.addSource(spec);
    BuildOptions.addFrontend(spec);
    BuildOptions.addOutput(spec);
    EngineOptions.addTo(spec);
    spec.addPositional(Spec.arguments("PATH", "0..*", "The build context"));
    return spec;
  }

  @Override
  public int run(ParseResult arguments, Console console) throws Exception {
    String to = Spec.text(arguments, "--to");
    if (to.isEmpty()) {
      throw new UsageException(
          "`bowsprit frontend trace` needs to know where the recording goes", "--to FILE");
    }
    String id = newId();
    Path folder = EngineFiles.traces(EngineOptions.root(arguments, console));
    Path file = console.path(to);
    Path above = file.toAbsolutePath().getParent();
    if (above == null || !Files.isDirectory(above)) {
      throw new UsageException("--to " + to + ": there is no folder " + above);
    }
    Files.deleteIfExists(file);
    int code;
    try {
      code =
          new BuildCommand(new BuildCommand.Recording(Map.of(OPTION, id), file))
              .run(arguments, console);
    } catch (GatewayException e) {
      move(folder, id, file);
      throw e;
    }
    if (move(folder, id, file) == 0 && !Files.exists(file)) {
      throw GatewayException.of(
          GatewayException.Code.FAILED_PRECONDITION,
          "no frontend image ran, so there is nothing to record; name one by --frontend IMAGE, or one"
              + " that runs here by FILE.jar or local:NAME");
    }
    return code;
  }

  private static String newId() {
    String text = new BigInteger(ID_BITS, new SecureRandom()).toString(Character.MAX_RADIX);
    return "0".repeat(ID_LENGTH - text.length()) + text;
  }

  /** Takes the recordings that the engine has made; how many they are. */
  private static int move(Path folder, String id, Path file) throws IOException {
    int count = 0;
    for (Path next = folder.resolve(id + "-1.jsonl");
        Files.exists(next);
        next = folder.resolve(id + "-" + (count + 1) + ".jsonl")) {
      count++;
      Path target = count == 1 ? file : file.resolveSibling(file.getFileName() + "." + count);
      Files.move(next, target, StandardCopyOption.REPLACE_EXISTING);
    }
    return count;
  }
}
