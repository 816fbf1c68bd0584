package dev.bowsprit.runtime.worker.snapshot;

import java.io.IOException;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Skips tests, saying why, where overlayfs cannot be mounted: without root, mostly. */
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(NeedsOverlayfs.Condition.class)
public @interface NeedsOverlayfs {

  /** Tries it. */
  final class Condition implements ExecutionCondition {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
      try {
        Path folder = Files.createTempDirectory("bowsprit-test-");
        try {
          OverlaySnapshotter.check(new Mounter(folder.resolve("mounts")), folder);
        } finally {
          Trees.delete(folder);
        }
        return ConditionEvaluationResult.enabled("overlayfs works");
      } catch (IOException e) {
        return ConditionEvaluationResult.disabled(e.getMessage());
      }
    }
  }
}
