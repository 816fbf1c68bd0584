package dev.bowsprit.dockerfile.stage;

import dev.bowsprit.llb.Platform;
import java.util.Optional;

/** How steps are shown: {@code [linux/amd64 stage 2/4] RUN make}. */
public final class StepNames {

  private final boolean withPlatform;

  /**
   * @param withPlatform whether names tell the platform, because the build is for several
   */
  public StepNames(boolean withPlatform) {
    this.withPlatform = withPlatform;
  }

  /**
   * The name of a stage's next step, which counts as shown once the state says so.
   *
   * @param platform what the step runs on
   * @param variables what the step sees; they tell what it is compiling for
   * @param trigger whether the step comes from an ONBUILD
   */
  public String next(
      Stage stage,
      StageState state,
      Optional<Platform> platform,
      Environment variables,
      boolean trigger,
      String text) {
    if (stage.shownTotal() == 0) {
      return text;
    }
    StringBuilder name = new StringBuilder("[");
    if (withPlatform && platform.isPresent()) {
      name.append(platform.get().formatAll())
          .append(compilingFor(platform.get(), variables))
          .append(' ');
    }
    if (!stage.shownName().isEmpty()) {
      name.append(stage.shownName()).append(' ');
    }
    String total = Integer.toString(stage.shownTotal());
    String number = Integer.toString(state.shownSteps() + 1);
    name.append(" ".repeat(Math.max(0, total.length() - number.length())))
        .append(number)
        .append('/')
        .append(total)
        .append("] ");
    return name.append(trigger ? "ONBUILD " : "").append(text).toString();
  }

  private static String compilingFor(Platform on, Environment variables) {
    Optional<Platform> target = target(variables);
    if (target.isEmpty()) {
      return "";
    }
    String os = target.get().os().isEmpty() ? on.os() : target.get().os();
    String architecture =
        target.get().architecture().isEmpty() ? on.architecture() : target.get().architecture();
    Platform normal =
        new Platform(
                os,
                architecture,
                target.get().variant(),
                target.get().osVersion(),
                target.get().osFeatures())
            .normalized();
    if (!normal.os().equals(on.os())) {
      return "->" + normal.formatAll();
    }
    if (normal.architecture().equals(on.architecture())) {
      return "";
    }
    return "->"
        + normal.architecture()
        + (normal.variant().isEmpty() ? "" : "/" + normal.variant());
  }

  private static Optional<Platform> target(Environment variables) {
    String os = "";
    String architecture = "";
    String variant = "";
    boolean said = false;
    for (String name : variables.names()) {
      String value = variables.get(name).orElse("");
      switch (name) {
        case "TARGETPLATFORM" -> {
          try {
            return Optional.of(Platform.parse(value, Platform.of("linux", "amd64")));
          } catch (IllegalArgumentException e) {
            // what is no platform says nothing
          }
        }
        case "TARGETOS" -> {
          os = value;
          said = true;
        }
        case "TARGETARCH" -> {
          architecture = value;
          said = true;
        }
        case "TARGETVARIANT" -> {
          variant = value;
          said = true;
        }
        default -> {
          // other variables say nothing about the platform
        }
      }
    }
    return said ? Optional.of(Platform.of(os, architecture, variant)) : Optional.empty();
  }
}
