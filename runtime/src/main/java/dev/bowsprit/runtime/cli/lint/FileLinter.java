package dev.bowsprit.runtime.cli.lint;

import com.google.protobuf.ByteString;
import dev.bowsprit.frontend.FrontendEnvironment;
import dev.bowsprit.frontend.FrontendProvider;
import dev.bowsprit.frontend.FrontendRunner;
import dev.bowsprit.frontend.option.OptionKeys;
import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.gateway.ResultKeys;
import dev.bowsprit.llb.Platform;
import dev.bowsprit.wire.gateway.ReturnRequest;
import dev.bowsprit.wire.worker.WorkerRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Asks a built-in frontend what is wrong with a file.
 *
 * @param frontend the frontend
 * @param options further options of it
 */
record FileLinter(FrontendProvider frontend, Map<String, String> options) {

  /** Asks for columns where the frontend knows them; others do not mind. */
  private static final String COLUMNS = "lint.columns";

  FileLinter {
    options = Map.copyOf(options);
  }

  /**
   * Asks.
   *
   * @param name the file as the user names it
   * @param content its bytes
   * @param folder where it lies: files beside it count, for instance FILE.dockerignore
   * @param fileName its name there
   * @param context the folder that would be built
   * @throws GatewayException if the frontend cannot say
   */
  List<LintedFile> lint(
      String name, ByteString content, Path folder, String fileName, Path context) {
    LintGateway gateway =
        new LintGateway(
            (source, path) ->
                source.equals("dockerfile") && path.equals(fileName)
                    ? Optional.of(content)
                    : read(source.equals("dockerfile") ? folder : context, path));
    Map<String, String> all = new TreeMap<>(options);
    all.put(OptionKeys.REQUEST_ID, "frontend.lint");
    all.put(OptionKeys.FILENAME, fileName);
    all.put(COLUMNS, "true");
    // says that this is the frontend which a # syntax line names
    all.put(OptionKeys.CMDLINE, frontend.name());
    WorkerRecord worker =
        WorkerRecord.newBuilder().addPlatforms(Platform.ofHost().toProto()).build();
    FrontendRunner.run(
        frontend.frontend(), FrontendEnvironment.of(all, "lint", List.of(worker)), gateway);
    ReturnRequest answer = gateway.answer().orElseThrow();
    if (answer.hasError()) {
      throw new GatewayException(answer.getError());
    }
    return LintedFile.of(
        name,
        content,
        answer
            .getResult()
            .getMetadataOrDefault(ResultKeys.RESULT_JSON, ByteString.EMPTY)
            .toStringUtf8());
  }

  private static Optional<ByteString> read(Path folder, String path) {
    Path file = folder.resolve(path).normalize();
    try {
      return file.startsWith(folder) && Files.isRegularFile(file)
          ? Optional.of(ByteString.copyFrom(Files.readAllBytes(file)))
          : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
