package dev.bowsprit.frontend.packaging;

import dev.bowsprit.frontend.BuildResult;
import dev.bowsprit.frontend.testkit.TestBuild;
import dev.bowsprit.frontend.testkit.process.HostedProcess;
import dev.bowsprit.llb.Platform;
import dev.bowsprit.wire.gateway.Result;
import dev.bowsprit.wire.gateway.ReturnRequest;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * A build that a frontend does when it is packaged, so that the Java runtime notes what it will
 * need at each start. It runs in memory: images are empty, and no command is executed.
 *
 * @param files the texts of the context, by their paths
 * @param options the frontend's options
 */
public record Training(Map<String, String> files, Map<String, String> options) {

  /** Where a jar may have the context of its training build. */
  public static final String RESOURCES = "META-INF/bowsprit/training/";

  /** The file that the frontend's standard error goes to. */
  static final String LOG = "training.log";

  private static final Duration LIMIT = Duration.ofMinutes(2);

  /** Takes copies. */
  public Training {
    files = Map.copyOf(files);
    options = Map.copyOf(options);
  }

  /** A build of nothing, in which a frontend learns only how to start and to fail. */
  static Training empty() {
    return new Training(Map.of(), Map.of());
  }

  /** A build of a folder. Files that are no text are left out. */
  public static Training ofFolder(Path folder, Map<String, String> options) throws IOException {
    Map<String, String> files = new HashMap<>();
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        try {
          files.put(folder.relativize(file).toString(), Files.readString(file));
        } catch (CharacterCodingException e) {
          // a picture, a program: not what a frontend compiles
        }
      }
    }
    return new Training(files, options);
  }

  /** The training build that a jar of the class path brings, if one does. */
  static Optional<Training> ofJars(List<Path> jars) throws IOException {
    Map<String, String> files = new HashMap<>();
    for (Path jar : jars) {
      if (Files.isDirectory(jar.resolve(RESOURCES))) {
        files.putAll(ofFolder(jar.resolve(RESOURCES), Map.of()).files());
      } else if (Files.isRegularFile(jar)) {
        files.putAll(resources(jar));
      }
    }
    return files.isEmpty() ? Optional.empty() : Optional.of(new Training(files, Map.of()));
  }

  private static Map<String, String> resources(Path jar) throws IOException {
    Map<String, String> files = new HashMap<>();
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      for (ZipEntry entry : zip.stream().map(ZipEntry.class::cast).toList()) {
        if (entry.getName().startsWith(RESOURCES) && !entry.isDirectory()) {
          files.put(
              entry.getName().substring(RESOURCES.length()),
              new String(zip.getInputStream(entry).readAllBytes(), StandardCharsets.UTF_8));
        }
      }
    }
    return files;
  }

  private TestBuild build() {
    TestBuild build =
        TestBuild.of(() -> request -> new BuildResult(Result.getDefaultInstance()))
            .anyImage(
                """
                {"os":"linux","architecture":"%s","config":{"Env":["PATH=/usr/local/bin:/usr/bin:/bin"],\
                "Cmd":["/bin/sh"]},"rootfs":{"type":"layers","diff_ids":[]},"history":[]}"""
                    .formatted(Platform.ofHost().architecture()));
    for (Map.Entry<String, String> file : files.entrySet()) {
      build = build.source(file.getKey(), file.getValue());
      build = build.context(file.getKey(), file.getValue());
    }
    for (Map.Entry<String, String> option : options.entrySet()) {
      build = build.option(option.getKey(), option.getValue());
    }
    return build;
  }

  /**
   * Runs a frontend's program with this build.
   *
   * @param command the program
   * @param folder the current folder
   * @param log the file that its standard error goes to
   * @return its answer
   * @throws PackagingException if it ends without one, or never
   */
  public ReturnRequest run(List<String> command, Path folder, Path log)
      throws IOException, InterruptedException {
    TestBuild build = build();
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(folder.toFile()).redirectError(log.toFile());
    builder.environment().clear();
    HostedProcess.Exit exit =
        HostedProcess.run(builder, build.environment(), build.gateway(), LIMIT);
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    if (exit.cancelled()) {
      throw new PackagingException(
          "the frontend did not end its training build within %d minutes"
              .formatted(LIMIT.toMinutes()));
    }
    return exit.answer()
        .orElseThrow(
            () ->
                new PackagingException(
                    "the frontend ended with status %d and without an answer to its training build"
                            .formatted(exit.exitCode())
                        + said(log)));
  }

  private static String said(Path log) {
    try {
      String text = Files.readString(log).strip();
      return text.isEmpty() ? "" : ":\n" + text;
    } catch (IOException e) {
      return "";
    }
  }
}
