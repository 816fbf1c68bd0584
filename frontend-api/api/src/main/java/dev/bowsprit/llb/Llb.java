package dev.bowsprit.llb;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Where graphs begin: {@code import static dev.bowsprit.llb.Llb.*} is all a frontend needs.
 *
 * <pre>{@code
 * State site =
 *     image("hugomods/hugo").run("hugo", "--destination", "/out")
 *         .mount("/src", local("context"), READ_ONLY)
 *         .mount("/cache", cache("hugo").locked())
 *         .output("/out");
 * Definition definition = scratch().copy(site, "/", "/srv").marshal();
 * }</pre>
 */
public final class Llb {

  /** A mount that the command cannot write. */
  public static final Exec.Access READ_ONLY = Exec.Access.READ_ONLY;

  /** A mount that the command can write. */
  public static final Exec.Access READ_WRITE = Exec.Access.READ_WRITE;

  private Llb() {}

  /** The empty file system. */
  public static State scratch() {
    return PlainState.SCRATCH;
  }

  /**
   * An image of a registry. Its config is not read: commands run without its variables.
   *
   * @throws IllegalArgumentException if the reference is none
   */
  public static ImageSource image(String reference) {
    return new ImageSource(reference);
  }

  /**
   * An image of a registry, pinned to what the reference stands for when the graph is marshalled,
   * with the variables, directory and platform of its config for commands. Where nobody knows
   * configs ({@link MarshalOptions#images}), it is {@link #image}.
   *
   * @throws IllegalArgumentException if the reference is none
   */
  public static State imageWithConfig(String reference) {
    return imageWithConfig(image(reference));
  }

  /** An image of a registry with options, pinned and with its config; for its own platform. */
  public static State imageWithConfig(ImageSource image) {
    return new LaterState(
        (images, platform) -> {
          ImageResolver.Resolved resolved = images.resolve(image.reference(), platform);
          ImageReference pinned = ImageReference.parse(resolved.reference());
          String reference = resolved.digest().map(pinned::withDigest).orElse(pinned).toString();
          return image.pinned(reference).environment(resolved.environment());
        },
        image,
        image.constraints().platform());
  }

  /**
   * An image of an OCI layout at the client.
   *
   * @param reference {@code name@digest}
   */
  public static OciLayoutSource ociLayout(String reference) {
    return new OciLayoutSource(reference);
  }

  /**
   * The files of a state that is chosen when the graph is first marshalled, by what is known then:
   * which paths of a context its users need, for instance. Commands do not get its environment.
   */
  public static State later(Supplier<State> state) {
    return new PlainState(Optional.of(new LaterOutput(state)), ExecMeta.INITIAL);
  }

  /** Files of the client, by the name under which it offers them. */
  public static LocalSource local(String name) {
    return new LocalSource(name);
  }

  /** The default branch of a git repository. */
  public static GitSource git(String url) {
    return new GitSource(url, "");
  }

  /**
   * A commit of a git repository.
   *
   * @param fragment {@code ref[:subdir]}
   */
  public static GitSource git(String url, String fragment) {
    return new GitSource(url, fragment);
  }

  /** A file by HTTP. */
  public static HttpSource http(String url) {
    return new HttpSource(url);
  }

  /**
   * One blob of a registry as a file.
   *
   * @throws IllegalArgumentException if the reference has a tag or no digest
   */
  public static BlobSource imageBlob(String reference) {
    return new BlobSource("docker-image+blob", reference);
  }

  /**
   * One blob of an OCI layout at the client as a file.
   *
   * @throws IllegalArgumentException if the reference has a tag or no digest
   */
  public static BlobSource ociLayoutBlob(String reference) {
    return new BlobSource("oci-layout+blob", reference);
  }

  /** A source by identifier and attributes, without capabilities. */
  public static RawSource source(String identifier, Map<String, String> attributes) {
    return new RawSource(identifier, new TreeMap<>(attributes), Constraints.NONE);
  }

  /** File systems on top of each other, the last one on top. Scratch among them has no effect. */
  public static State merge(State... states) {
    return merge(Arrays.asList(states), Constraints.NONE);
  }

  /** File systems on top of each other, the last one on top. Scratch among them has no effect. */
  public static State merge(List<State> states, Constraints constraints) {
    List<State> present = states.stream().filter(state -> !state.isScratch()).toList();
    return switch (present.size()) {
      case 0 -> scratch();
      case 1 -> present.getFirst();
      default -> new MergeState(present, constraints);
    };
  }

  /** What the upper file system has more or other than the lower. */
  public static State diff(State lower, State upper) {
    return diff(lower, upper, Constraints.NONE);
  }

  /** What the upper file system has more or other than the lower. */
  public static State diff(State lower, State upper, Constraints constraints) {
    if (lower.isScratch()) {
      return upper.isScratch() ? scratch() : upper;
    }
    return new DiffState(lower, upper, constraints);
  }

  /** Each of the states, given out once all of them are built; without scratch. */
  public static List<State> together(String id, State... states) {
    return PassthroughState.all(id, Arrays.asList(states), Constraints.NONE);
  }

  /** What a definition gives that a file of a state holds, of the default name. */
  public static BuildState build(State source) {
    return build(source, "");
  }

  /** What a definition gives that a file of a state holds. */
  public static BuildState build(State source, String filename) {
    return new BuildState(source, filename, Optional.empty(), Constraints.NONE);
  }

  /** A directory that outlives the build, to mount in a command. */
  public static Mount cache(String id) {
    return Mount.cache(id);
  }

  /** A directory in memory, to mount in a command. */
  public static Mount tmpfs() {
    return Mount.tmpfs();
  }

  /** Files of a state, to mount in a command. */
  public static Mount bind(State source) {
    return Mount.bind(source);
  }

  /** A secret of the client as a file. */
  public static Secret secretFile(String id, String target) {
    return Secret.file(id, target);
  }

  /** A secret of the client as a variable. */
  public static Secret secretEnv(String id, String name) {
    return Secret.env(id, name);
  }

  /** The client's SSH agent. */
  public static Ssh ssh() {
    return Ssh.agent("default");
  }
}
