package dev.bowsprit.dockerfile.stage;

import dev.bowsprit.dockerfile.DockerfileException;
import dev.bowsprit.dockerfile.lint.InvalidBaseImagePlatform;
import dev.bowsprit.frontend.context.NamedContext;
import dev.bowsprit.frontend.context.NamedContextLoader;
import dev.bowsprit.frontend.host.NonImageException;
import dev.bowsprit.frontend.host.Parallel;
import dev.bowsprit.frontend.image.ImageConfig;
import dev.bowsprit.frontend.image.ImageMetadata;
import dev.bowsprit.frontend.text.Suggestions;
import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.llb.ImageReference;
import dev.bowsprit.llb.ImageSource;
import dev.bowsprit.llb.Llb;
import dev.bowsprit.llb.Platform;
import dev.bowsprit.llb.State;
import dev.bowsprit.llb.Texts;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Finds out what stages start from. */
final class BaseImages {

  private static final String COMMAND = "com.docker.dockerfile.v1.command";
  private static final String UNIX_PATH =
      "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

  private static final List<String> COMMON_IMAGES =
      List.of("alpine", "busybox", "centos", "debian", "golang", "ubuntu", "fedora");

  private final Scope scope;
  private final Stages stages;

  BaseImages(Scope scope, Stages stages) {
    this.scope = scope;
    this.stages = stages;
  }

  /**
   * Finds out what the stages start from that have not been asked yet, all at a time. Of those that
   * are not reachable only the name is checked.
   */
  void resolve(Set<Stage> reachable) {
    List<Stage> open = new ArrayList<>();
    for (Stage stage : stages.all()) {
      boolean wanted = scope.allStages() || reachable.contains(stage);
      if (stage.parent().isPresent() || stage.finished() || stage.resolved()) {
        continue;
      }
      stage.setResolved(wanted);
      if (stage.base().equals(Stage.SCRATCH) && stage.context().isEmpty()) {
        Platform platform = scope.platforms().target();
        stage.setState(StageState.start(Llb.scratch(), emptyImage(platform), platform));
        if (stage.hidden()) {
          stage.finish();
        }
      } else {
        open.add(stage);
      }
    }
    rejectBadNames(open);
    Parallel.map(
        open,
        stage -> {
          resolve(stage, scope.allStages() || reachable.contains(stage));
          return stage;
        });
  }

  /**
   * What is wrong with a name, or a named context for it, is told before anybody is asked: the last
   * one's first, then the others' in order, which is how the official frontend's concurrent tasks
   * mostly start.
   */
  private void rejectBadNames(List<Stage> stages) {
    if (stages.isEmpty()) {
      return;
    }
    rejectBadName(stages.getLast());
    stages.forEach(this::rejectBadName);
  }

  private void rejectBadName(Stage stage) {
    try {
      ImageReference reference = reference(stage);
      if (stage.resolved()) {
        stage
            .context()
            .or(() -> scope.namedContext(reference.toString(), Optional.of(platform(stage))))
            .ifPresent(NamedContextLoader::check);
      }
    } catch (DockerfileException | IllegalArgumentException e) {
      throw DockerfileException.at(stage.place(), e);
    }
  }

  private Platform platform(Stage stage) {
    return stage.askedPlatform().orElse(scope.platforms().target());
  }

  private static ImageReference reference(Stage stage) {
    try {
      return ImageReference.parse(stage.base()).tagged();
    } catch (IllegalArgumentException e) {
      throw new DockerfileException(
          "failed to parse stage name " + Texts.quote(stage.base()) + ": " + e.getMessage());
    }
  }

  private void resolve(Stage stage, boolean wanted) {
    try {
      start(stage, wanted);
    } catch (RuntimeException e) {
      throw DockerfileException.at(stage.place(), e);
    } finally {
      if (stage.hidden()) {
        stage.finish();
      }
    }
  }

  private void start(Stage stage, boolean wanted) {
    String written = stage.base();
    ImageReference reference = reference(stage);
    stage.setBase(reference.toString());
    if (!wanted) {
      // it counts as shown all the same, should a trigger need the stage after all
      stage.setState(stage.state().withShownStep());
      return;
    }
    if (stage.context().isPresent()) {
      replace(stage, stage.context().get());
      return;
    }
    Platform platform = platform(stage);
    Optional<NamedContextLoader> context = scope.namedContext(stage.base(), Optional.of(platform));
    if (context.isPresent()) {
      NamedContext loaded = context.get().load(stage.used());
      ImageConfig config = loaded.config().orElse(emptyImage(platform));
      stage.setState(
          StageState.start(loaded.state().platform(platform), config.withoutCreated(), platform)
              .withBaseImage(config));
      return;
    }
    pull(stage, written, reference, platform);
  }

  private void replace(Stage stage, NamedContextLoader context) {
    NamedContext loaded = context.load(stage.used());
    StageState state = stage.state().withFiles(loaded.state());
    if (loaded.config().isPresent()) {
      ImageConfig config = loaded.config().get().withoutCreated();
      state = state.withImage(config);
      Platform platform = config.platform();
      if (!platform.architecture().isEmpty() && !platform.os().isEmpty()) {
        state = state.withPlatform(platform);
      }
    }
    stage.setState(state);
    stage.finish();
  }

  private void pull(Stage stage, String written, ImageReference reference, Platform asked) {
    ImageMetadata image = found(written, reference, asked);
    ImageConfig base = config(image);
    Platform platform = asked;
    if (stage.askedPlatform().isEmpty() && scope.platforms().implicit()) {
      platform = detected(base.platform(), asked);
    }
    stage.setBase(image.pinned());
    StageState state =
        StageState.start(Llb.scratch(), base.withoutCreated(), platform)
            .withBaseImage(base)
            .withShownSteps(stage.state().shownSteps());
    if (!hasLayers(base)) {
      stage.setState(state);
      return;
    }
    State files = files(stage, state, platform);
    if (stage.shownTotal() > 0) {
      state = state.withShownStep();
    }
    stage.setState(state.withFiles(files));
    InvalidBaseImagePlatform.check(
        scope.linter(), stage.place(), written, platform, base.platform());
  }

  private static ImageConfig config(ImageMetadata image) {
    try {
      return image.config();
    } catch (IllegalArgumentException e) {
      throw new DockerfileException("failed to parse image config: " + e.getMessage());
    }
  }

  private ImageMetadata found(String written, ImageReference reference, Platform asked) {
    try {
      return scope
          .host()
          .image(
              reference.toString(),
              Optional.of(asked),
              scope.options().resolveMode(),
              "[%sinternal] load metadata for %s"
                  .formatted(
                      scope.options().multiPlatform() ? asked.formatAll() + " " : "", reference));
    } catch (NonImageException e) {
      throw notFound(written, new DockerfileException(String.valueOf(e.getMessage())));
    } catch (GatewayException e) {
      // a build fails with the call's own message; the answer to frontend.lint has all of this one
      throw notFound(written, DockerfileException.of(e));
    }
  }

  private DockerfileException notFound(String written, DockerfileException failure) {
    List<String> known = new ArrayList<>(stages.names());
    for (String name : COMMON_IMAGES) {
      known.add(name);
      known.add(name + ":latest");
    }
    return failure
        .prefixed(written + ": ")
        .followed(Suggestions.suffix(Suggestions.nearest(written, known)));
  }

  private State files(Stage stage, StageState state, Platform platform) {
    String name =
        scope
            .names()
            .next(
                stage,
                state,
                Optional.of(platform),
                Environment.EMPTY,
                false,
                "FROM " + stage.base());
    ImageSource.ResolveMode mode =
        switch (scope.options().resolveMode()) {
          case "pull" -> ImageSource.ResolveMode.PULL;
          case "local" -> ImageSource.ResolveMode.LOCAL;
          default -> ImageSource.ResolveMode.UNSET;
        };
    return Llb.image(stage.base())
        .platform(platform)
        .resolveMode(mode)
        .described(COMMAND, stage.code())
        .named(name)
        .at(scope.sources().at(stage.place()));
  }

  /** An image that has no layers, and whose history says that there are none, is empty. */
  private static boolean hasLayers(ImageConfig config) {
    return !config.rootFs().diffIds().orElse(List.of()).isEmpty()
        || config.history().stream().anyMatch(entry -> !entry.emptyLayer());
  }

  private Platform detected(Platform image, Platform target) {
    Platform build = scope.platforms().build();
    boolean isTarget =
        target.os().equals(image.os()) && target.architecture().equals(image.architecture());
    boolean isBuild =
        build.os().equals(image.os()) && build.architecture().equals(image.architecture());
    return !isTarget && isBuild ? build : target;
  }

  static ImageConfig emptyImage(Platform platform) {
    return ImageConfig.empty(platform)
        .editConfig(
            c ->
                c.workingDir("/")
                    .env(platform.os().equals("windows") ? List.of() : List.of(UNIX_PATH)));
  }
}
