package dev.bowsprit.dockerfile.stage;

import dev.bowsprit.frontend.context.NamedContextLoader;
import dev.bowsprit.frontend.context.UsedPaths;
import dev.bowsprit.frontend.image.ContainerConfig;
import dev.bowsprit.frontend.image.ImageConfig;
import dev.bowsprit.llb.Llb;
import dev.bowsprit.llb.Platform;
import dev.bowsprit.llb.SourceRange;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A stage in the graph of a build: what a FROM begins, or what only a {@code --from} names. It is
 * completed as the build is planned, by one thread.
 */
public final class Stage {

  /** The base that is no image. */
  public static final String SCRATCH = "scratch";

  /** What is known of an image before anything is. */
  private static final ImageConfig NO_IMAGE =
      new ImageConfig(
          Optional.empty(),
          "",
          new Platform("", "", "", "", List.of()),
          new ImageConfig.RootFs("", Optional.empty()),
          List.of(),
          ContainerConfig.EMPTY);

  private final String name;
  private final String code;
  private final String description;
  private final List<SourceRange> place;
  private final boolean hidden;
  private final OutlineNotes outline;
  private final Optional<Platform> askedPlatform;
  private final UsedPaths contextPaths = new UsedPaths();

  private String base;
  private String shownName;
  private Optional<Stage> parent = Optional.empty();
  private Optional<NamedContextLoader> context = Optional.empty();
  private List<Step> steps = List.of();
  private final Map<Stage, List<SourceRange>> dependencies = new LinkedHashMap<>();
  private UsedPaths used = new UsedPaths();
  private int shownTotal;
  private boolean ignoreCache;
  private boolean finished;
  private boolean resolved;
  private boolean inheritedTriggers;
  private StageState state;

  private Stage(
      String name,
      String shownName,
      String base,
      String code,
      String description,
      List<SourceRange> place,
      Optional<Platform> askedPlatform,
      boolean hidden,
      OutlineNotes outline) {
    this.name = name;
    this.shownName = shownName;
    this.base = base;
    this.code = code;
    this.description = description;
    this.place = List.copyOf(place);
    this.askedPlatform = askedPlatform;
    this.hidden = hidden;
    this.outline = outline;
    this.state =
        new StageState(
            Llb.scratch(),
            NO_IMAGE,
            Optional.empty(),
            askedPlatform,
            List.of(),
            0,
            false,
            Map.of());
  }

  /**
   * A stage that a FROM begins.
   *
   * @param name its name in lower case; empty if it has none
   * @param base what it starts from, variables replaced
   * @param code the FROM
   * @param description what a comment says about it
   * @param askedPlatform the FROM's platform
   * @param outline the notes of the file's head
   */
  static Stage of(
      String name,
      String base,
      String code,
      String description,
      List<SourceRange> place,
      Optional<Platform> askedPlatform,
      OutlineNotes outline) {
    return new Stage(
        name, name, base, code, description, place, askedPlatform, false, outline.copy());
  }

  /** A stage without a FROM: an image or a named context that files are taken from. */
  static Stage hidden(String base, List<SourceRange> place) {
    return new Stage(
        "", "", base, "", "", place, Optional.empty(), true, OutlineNotes.of(Map.of()));
  }

  /** The name in lower case; empty if it has none. */
  public String name() {
    return name;
  }

  /** The name in messages and names of steps. */
  public String shownName() {
    return shownName;
  }

  void show(String value) {
    shownName = value;
  }

  /** What it starts from. */
  public String base() {
    return base;
  }

  void setBase(String value) {
    base = value;
  }

  /** The FROM. */
  public String code() {
    return code;
  }

  /** What a comment says about it. */
  public String description() {
    return description;
  }

  /** Where the FROM is. */
  public List<SourceRange> place() {
    return place;
  }

  /** Whether it has no FROM. */
  public boolean hidden() {
    return hidden;
  }

  /** The platform that the FROM asks for. */
  Optional<Platform> askedPlatform() {
    return askedPlatform;
  }

  /** The stage that it starts from, if it is one. */
  public Optional<Stage> parent() {
    return parent;
  }

  void setParent(Stage value) {
    parent = Optional.of(value);
    used = value.used;
  }

  /** What stands in for it. */
  Optional<NamedContextLoader> context() {
    return context;
  }

  void replaceBy(NamedContextLoader value) {
    context = Optional.of(value);
    parent = Optional.empty();
    used = new UsedPaths();
  }

  /** Its instructions. */
  public List<Step> steps() {
    return steps;
  }

  void setSteps(List<Step> value) {
    steps = List.copyOf(value);
  }

  void prependSteps(List<Step> triggers) {
    List<Step> all = new ArrayList<>(triggers);
    all.addAll(steps);
    steps = List.copyOf(all);
    shownTotal += triggers.size();
  }

  /** The stages that it takes files from, with the instruction that does. */
  public Map<Stage, List<SourceRange>> dependencies() {
    return dependencies;
  }

  /** The paths of its root that are used; a stage on top of it notes them here. */
  public UsedPaths used() {
    return used;
  }

  /** The paths of the context that it uses. */
  public UsedPaths contextPaths() {
    return contextPaths;
  }

  /** What can be set from outside. */
  public OutlineNotes outline() {
    return outline;
  }

  /** How many of its steps are shown with a number; none are if it is 0. */
  public int shownTotal() {
    return shownTotal;
  }

  void setShownTotal(int value) {
    shownTotal = value;
  }

  /** Whether it is built anew. */
  public boolean ignoreCache() {
    return ignoreCache;
  }

  void setIgnoreCache(boolean value) {
    ignoreCache = value;
  }

  /** Whether all its instructions have been carried out. */
  public boolean finished() {
    return finished;
  }

  void finish() {
    finished = true;
  }

  boolean resolved() {
    return resolved;
  }

  void setResolved(boolean value) {
    resolved = value;
  }

  /** Whether the triggers of the stage that it starts from have been taken; from then on, yes. */
  boolean takeInheritedTriggers() {
    boolean before = inheritedTriggers;
    inheritedTriggers = true;
    return before;
  }

  /** What is known of it so far. */
  public StageState state() {
    return state;
  }

  void setState(StageState value) {
    state = value;
  }

  /** Takes over what the stage that it starts from has become. */
  void inherit() {
    if (parent.isPresent()) {
      state = parent.get().state.onTop(state);
    }
  }

  @Override
  public String toString() {
    return shownName.isEmpty() ? base : shownName;
  }
}
