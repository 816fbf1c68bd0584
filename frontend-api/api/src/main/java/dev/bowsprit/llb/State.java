package dev.bowsprit.llb;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A file system that a graph of operations makes, with the environment that commands on it run in.
 *
 * <p>States are immutable: each method answers another state. Nothing is built before the graph is
 * marshalled and solved, and then only what the result needs. Equal graphs marshal to equal bytes,
 * in whatever order they were put together.
 *
 * <p>{@link Llb} has the states to begin with.
 */
public abstract sealed class State permits PlainState, LaterState, OpState {

  State() {}

  /** What makes it; empty for scratch. */
  abstract Optional<Output> output();

  abstract Meta meta();

  /** Whether it is the empty file system, which no operation makes. */
  public final boolean isScratch() {
    return output().isEmpty();
  }

  /**
   * A command on this file system, run without a shell.
   *
   * @param args the program and its arguments
   */
  public final Exec run(String... args) {
    return run(List.of(args));
  }

  /** A command on this file system, run without a shell. */
  public final Exec run(List<String> args) {
    return Exec.of(this, args);
  }

  /** A command line, run by {@code /bin/sh -c}. */
  public final Exec shell(String command) {
    return run("/bin/sh", "-c", command);
  }

  /** Changes files; see {@link FileAction} for what can be done, several things in one step. */
  public final FileState file(FileAction action) {
    return new FileState(this, action, Constraints.NONE);
  }

  /**
   * Copies files into this file system.
   *
   * @param from where from
   * @param source the path there
   * @param destination the path here
   */
  public final FileState copy(State from, String source, String destination) {
    return file(FileAction.copy(from, source, destination));
  }

  /** Copies files into this file system, with options. */
  public final FileState copy(
      State from, String source, String destination, UnaryOperator<CopyAction> options) {
    return file(options.apply(FileAction.copy(from, source, destination)));
  }

  /** Makes a directory and its parents. */
  public final FileState mkdir(String path, int mode) {
    return file(FileAction.mkdir(path, mode).parents());
  }

  /** Writes a file. */
  public final FileState mkfile(String path, int mode, byte[] data) {
    return file(FileAction.mkfile(path, mode, data));
  }

  /** Writes a text file in UTF-8. */
  public final FileState mkfile(String path, int mode, String text) {
    return file(FileAction.mkfile(path, mode, text));
  }

  /** Removes a file or a directory. */
  public final FileState rm(String path) {
    return file(FileAction.rm(path));
  }

  /** Makes a symbolic link. */
  public final FileState symlink(String target, String path) {
    return file(FileAction.symlink(target, path));
  }

  /**
   * This state, which cannot be had before others are built as well: {@code pb.PassthroughOp}.
   *
   * @param id what the ordering is for; part of the digest
   */
  public final State requires(String id, State... others) {
    return others.length == 0 ? this : PassthroughState.ordering(id, this, Arrays.asList(others));
  }

  /** With a variable for commands, last in order. */
  public final State env(String name, String value) {
    return change(meta -> meta.withEnv(name, value));
  }

  /** Without a variable. */
  public final State withoutEnv(String name) {
    return change(meta -> meta.withoutEnv(name));
  }

  /** With a directory for commands; a relative one is joined to the one before. */
  public final State dir(String path) {
    return change(meta -> meta.withDir(path));
  }

  /** With a user for commands: {@code name}, {@code uid}, {@code name:group}, …. */
  public final State user(String user) {
    return change(meta -> meta.withUser(user));
  }

  /** With a host name for commands. */
  public final State hostname(String name) {
    return change(meta -> meta.withHostname(name));
  }

  /** With a line in {@code /etc/hosts} for commands. */
  public final State host(String host, String ip) {
    return change(meta -> meta.withHost(new ExtraHost(host, ip)));
  }

  /** With a resource limit for commands. */
  public final State ulimit(String name, long soft, long hard) {
    return change(meta -> meta.withUlimit(new Ulimit(name, soft, hard)));
  }

  /** With a control group for commands. */
  public final State cgroupParent(String path) {
    return change(meta -> meta.withCgroupParent(path));
  }

  /** With a network for commands. */
  public final State network(NetworkMode mode) {
    return change(meta -> meta.withNetwork(mode));
  }

  /** With privileges for commands. */
  public final State security(SecurityMode mode) {
    return change(meta -> meta.withSecurity(mode));
  }

  /** For a platform: that of commands run from here on. */
  public State platform(Platform platform) {
    return change(meta -> meta.withPlatform(platform));
  }

  /** With the variables, the directory and the platform of an image's config. */
  public final State environment(ImageEnvironment image) {
    return change(meta -> withImage(meta, image));
  }

  /** With the environment of another state for commands, and this one's files. */
  public final State inEnvironmentOf(State other) {
    return new PlainState(output(), other.meta());
  }

  /** What commands run with, once the graph is marshalled: also that of an image's config. */
  public final ImageEnvironment environment(MarshalOptions options) {
    ExecMeta meta = meta().resolve(new Marshalling(options));
    List<String> variables = new ArrayList<>();
    meta.env().forEach((name, value) -> variables.add(name + '=' + value));
    return new ImageEnvironment(variables, meta.dir(), meta.platform());
  }

  /** The variables of commands, in the order of their last assignment. */
  public final Map<String, String> env() {
    return known().env();
  }

  /** The directory of commands. */
  public final String dir() {
    return known().dir();
  }

  /** The user of commands; empty for the image's own. */
  public final String user() {
    return known().user();
  }

  /** The platform of commands, if one was named. */
  public final Optional<Platform> platform() {
    return known().platform();
  }

  /** Marshals the graph for nothing in particular. */
  public final Definition marshal() {
    return marshal(MarshalOptions.DEFAULT);
  }

  /**
   * Marshals the graph.
   *
   * @throws IllegalArgumentException if an operation is incomplete or cannot be written
   * @throws CapabilityException if it needs what the daemon lacks, whose capabilities are known
   */
  public final Definition marshal(MarshalOptions options) {
    return new Marshalling(options).marshal(this);
  }

  /** Another output, in the environment of this state. */
  final State withOutput(Output output, Optional<Platform> platform) {
    return new PlainState(Optional.of(output), metaFor(platform));
  }

  /** The environment of this state on another output, which may have a platform of its own. */
  final Meta metaFor(Optional<Platform> platform) {
    return platform.map(p -> meta().change(m -> m.withPlatform(p))).orElseGet(this::meta);
  }

  private State change(UnaryOperator<ExecMeta> change) {
    return new PlainState(output(), meta().change(change));
  }

  private ExecMeta known() {
    if (meta() instanceof ExecMeta known) {
      return known;
    }
    throw new IllegalStateException(
        "the environment comes from an image's config, which is read when the graph is marshalled");
  }

  private static ExecMeta withImage(ExecMeta meta, ImageEnvironment image) {
    ExecMeta result = meta;
    for (String variable : image.env()) {
      List<String> parts = new ArrayList<>(Arrays.asList(variable.split("=", 2)));
      if (!parts.getFirst().isEmpty()) {
        result = result.withEnv(parts.getFirst(), parts.size() > 1 ? parts.get(1) : "");
      }
    }
    result = result.withDir(image.workingDir());
    return image.platform().isPresent() ? result.withPlatform(image.platform().get()) : result;
  }
}
