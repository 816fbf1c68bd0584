package dev.bowsprit.dockerfile.stage;

import dev.bowsprit.frontend.image.ContainerConfig;
import dev.bowsprit.frontend.image.History;
import dev.bowsprit.frontend.image.ImageConfig;
import dev.bowsprit.llb.Platform;
import dev.bowsprit.llb.SourceRange;
import dev.bowsprit.llb.State;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * A stage after some of its instructions. Immutable: each instruction makes another.
 *
 * @param files its files, with the environment of commands
 * @param image its config
 * @param baseImage the config of the image that it started from, as that was
 * @param platform what it runs on
 * @param arguments the arguments it has declared
 * @param shownSteps how many of its steps have been given a number
 * @param workdirSet whether it has set its directory itself
 * @param once where it has instructions of which only the last counts, by name
 */
public record StageState(
    State files,
    ImageConfig image,
    Optional<ImageConfig> baseImage,
    Optional<Platform> platform,
    List<BuildArgument> arguments,
    int shownSteps,
    boolean workdirSet,
    Map<String, List<SourceRange>> once) {

  private static final String COMMENT = "buildkit.dockerfile.v0";

  /** Takes copies. */
  public StageState {
    arguments = List.copyOf(arguments);
    once = Map.copyOf(once);
  }

  /** A stage before its first instruction. */
  public static StageState start(State files, ImageConfig image, Platform platform) {
    return new StageState(
        files, image, Optional.empty(), Optional.of(platform), List.of(), 0, false, Map.of());
  }

  /** A stage on top of this one: what it starts with. */
  public StageState onTop(StageState own) {
    List<BuildArgument> all = new ArrayList<>(own.arguments);
    all.addAll(arguments);
    return new StageState(
        files,
        image.editConfig(c -> c.onBuild(List.of())),
        baseImage,
        platform,
        all,
        own.shownSteps,
        workdirSet,
        own.once);
  }

  /** The variables that instructions see. */
  public Environment variables() {
    return Environment.of(files.env());
  }

  /** Whether it is for Windows. */
  public boolean isWindows() {
    return platform.map(p -> p.os().equals("windows")).orElse(false);
  }

  /** With other files. */
  public StageState withFiles(State value) {
    return new StageState(
        value, image, baseImage, platform, arguments, shownSteps, workdirSet, once);
  }

  /** With a config. */
  public StageState withImage(ImageConfig value) {
    return new StageState(
        files, value, baseImage, platform, arguments, shownSteps, workdirSet, once);
  }

  /** With the config of the image that it started from. */
  public StageState withBaseImage(ImageConfig value) {
    return new StageState(
        files, image, Optional.of(value), platform, arguments, shownSteps, workdirSet, once);
  }

  /** For a platform. */
  public StageState withPlatform(Platform value) {
    return new StageState(
        files, image, baseImage, Optional.of(value), arguments, shownSteps, workdirSet, once);
  }

  /** With one more argument. */
  public StageState withArgument(BuildArgument argument) {
    List<BuildArgument> more = new ArrayList<>(arguments);
    more.add(argument);
    return new StageState(files, image, baseImage, platform, more, shownSteps, workdirSet, once);
  }

  /** With a number of numbered steps. */
  StageState withShownSteps(int value) {
    return new StageState(files, image, baseImage, platform, arguments, value, workdirSet, once);
  }

  /** With one more numbered step. */
  public StageState withShownStep() {
    return new StageState(
        files, image, baseImage, platform, arguments, shownSteps + 1, workdirSet, once);
  }

  /** Having set its directory. */
  public StageState withWorkdirSet() {
    return new StageState(files, image, baseImage, platform, arguments, shownSteps, true, once);
  }

  /** Having an instruction of which only the last counts. */
  public StageState withOnce(String instruction, List<SourceRange> place) {
    Map<String, List<SourceRange>> more = new TreeMap<>(once);
    more.put(instruction, place);
    return new StageState(
        files, image, baseImage, platform, arguments, shownSteps, workdirSet, more);
  }

  /** Where it last had such an instruction. */
  public Optional<List<SourceRange>> lastOf(String instruction) {
    return Optional.ofNullable(once.get(instruction));
  }

  /** With some fields of the container's config changed. */
  public StageState editConfig(UnaryOperator<ContainerConfig.Draft> change) {
    return withImage(image.editConfig(change));
  }

  /** With a line of history. */
  public StageState withHistory(String text, boolean layer, Optional<OffsetDateTime> time) {
    return withImage(
        image.withHistory(new History(time.map(ImageConfig::time), text, "", COMMENT, !layer)));
  }
}
