package dev.bowsprit.dockerfile.stage;

import dev.bowsprit.dockerfile.lint.Linter;
import dev.bowsprit.frontend.context.MainContext;
import dev.bowsprit.frontend.context.NamedContextLoader;
import dev.bowsprit.frontend.context.NamedContexts;
import dev.bowsprit.frontend.host.Host;
import dev.bowsprit.frontend.option.BuildOptions;
import dev.bowsprit.llb.Platform;
import java.time.OffsetDateTime;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What is the same for all stages of a build for one platform.
 *
 * @param host who answers questions
 * @param options what was asked for
 * @param buildArgs values of ARG instructions
 * @param platforms what the build is for
 * @param allStages whether stages that the target does not need are carried out too
 * @param globals the arguments of the file's head
 * @param words how variables are replaced
 * @param names how steps are shown
 * @param linter what is wrong without being an error
 * @param sources what operations say they come from
 * @param mainContext the files of COPY and ADD
 * @param epoch the time that the result is to have, if that is said
 */
public record Scope(
    Host host,
    BuildOptions options,
    Map<String, String> buildArgs,
    PlatformPlan platforms,
    boolean allStages,
    GlobalArguments globals,
    Words words,
    StepNames names,
    Linter linter,
    Sources sources,
    MainContext mainContext,
    Optional<OffsetDateTime> epoch) {

  /** Takes a copy. */
  public Scope {
    buildArgs = Collections.unmodifiableMap(new TreeMap<>(buildArgs));
  }

  /** The named context in place of a stage or an image; what a build always has is none. */
  Optional<NamedContextLoader> namedContext(String name, Optional<Platform> platform) {
    if (name.equalsIgnoreCase(Stage.SCRATCH) || name.equalsIgnoreCase("context")) {
      return Optional.empty();
    }
    Optional<Platform> wanted =
        platforms.implicit() ? platform : platform.or(() -> Optional.of(platforms.target()));
    return new NamedContexts(host, options).find(name, wanted);
  }
}
