package dev.bowsprit.conformance.interop;

import dev.bowsprit.conformance.images.BusyboxImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests a {@link Bowsprit} whose engine all of them share, and skips them where steps cannot
 * run. A test that stops or kills an engine makes its own with {@link #own}.
 */
final class BowspritExtension implements ExecutionCondition, ParameterResolver {

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    return missing()
        .map(reason -> ConditionEvaluationResult.disabled("needs " + reason))
        .orElseGet(() -> ConditionEvaluationResult.enabled("this machine can run steps"));
  }

  private static Optional<String> missing() {
    if (!"root".equals(System.getProperty("user.name"))) {
      return Optional.of("root");
    }
    if (Programs.find("runc").isEmpty() && Programs.find("crun").isEmpty()) {
      return Optional.of("runc or crun");
    }
    if (BusyboxImage.program().isEmpty()) {
      return Optional.of("busybox-static");
    }
    try {
      return Files.readString(Path.of("/proc/filesystems")).contains("overlay")
          ? Optional.empty()
          : Optional.of("overlayfs");
    } catch (IOException e) {
      return Optional.of("/proc");
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Bowsprit.class;
  }

  @Override
  public Bowsprit resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getRoot()
        .getStore(ExtensionContext.Namespace.create(BowspritExtension.class))
        .getOrComputeIfAbsent("shared", key -> new Shared(), Shared.class)
        .bowsprit;
  }

  /** One with a root below a folder of the test's own; the caller closes it. */
  static Bowsprit own(Path folder) {
    try {
      return new Bowsprit(folder.resolve("root"), BusyboxImage.write(folder.resolve("busybox")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final class Shared implements AutoCloseable {
    private final Path folder;
    private final Bowsprit bowsprit;

    Shared() {
      try {
        folder = Files.createTempDirectory("bowsprit-interop");
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      bowsprit = own(folder);
    }

    @Override
    public void close() throws IOException {
      bowsprit.close();
      try (var files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(file);
        }
      }
    }
  }
}
