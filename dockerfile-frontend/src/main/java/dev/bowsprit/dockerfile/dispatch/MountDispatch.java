package dev.bowsprit.dockerfile.dispatch;

import dev.bowsprit.dockerfile.stage.OutlineNotes;
import dev.bowsprit.dockerfile.stage.Stage;
import dev.bowsprit.llb.Capabilities;
import dev.bowsprit.llb.Exec;
import dev.bowsprit.llb.FileAction;
import dev.bowsprit.llb.FileOwner;
import dev.bowsprit.llb.GoPath;
import dev.bowsprit.llb.Mount;
import dev.bowsprit.llb.Secret;
import dev.bowsprit.llb.Ssh;
import dev.bowsprit.llb.State;
import dev.bowsprit.llb.Texts;
import java.util.List;
import java.util.Optional;

/** The mounts of a RUN. */
final class MountDispatch {

  private static final int DIRECTORY_MODE = 0755;
  private static final int SECRET_MODE = 0400;
  private static final int SOCKET_MODE = 0600;
  private static final String OWNED = "/cache";

  private final Surroundings here;

  MountDispatch(Surroundings here) {
    this.here = here;
  }

  /** The command with its mounts. */
  Exec mount(Exec exec, List<MountOptions> mounts) {
    Exec result = exec;
    for (int i = 0; i < mounts.size(); i++) {
      MountOptions options = mounts.get(i);
      result =
          switch (options.type()) {
            case SECRET -> {
              checkSource(options, i);
              yield result.secret(secret(options));
            }
            case SSH -> {
              checkSource(options, i);
              yield result.ssh(agent(options));
            }
            case BIND, CACHE, TMPFS -> files(result, options, i);
          };
    }
    return result;
  }

  /** The stage that a mount takes files from; empty for the build context. */
  private Optional<Stage> checkSource(MountOptions options, int index) {
    boolean ownCache = options.type() == MountOptions.Type.CACHE;
    if (options.from().isEmpty() && !ownCache) {
      return Optional.empty();
    }
    Stage source = here.step().sources().get(index);
    if (!source.finished()) {
      String from = options.from().isEmpty() ? Stage.SCRATCH : options.from();
      throw here.error(
          "cannot mount from stage %s to %s, stage needs to be defined before current command"
              .formatted(Texts.quote(from), Texts.quote(options.target())));
    }
    return Optional.of(source);
  }

  private Exec files(Exec exec, MountOptions options, int index) {
    Optional<Stage> stage = checkSource(options, index);
    State state = stage.map(s -> s.state().files()).orElse(here.context());
    String target = target(options);
    String selector = GoPath.join("/", options.source());
    if (!selector.equals("/")) {
      // only that path of it
    } else if (options.hasOwner()) {
      state = owned(state, options);
      selector = OWNED;
    } else {
      selector = "";
    }
    Mount mount = mount(options, state).path(selector);
    if (options.isReadOnly()) {
      mount = mount.readOnly();
    } else if (options.type() == MountOptions.Type.BIND
        && here.scope()
            .host()
            .operations()
            .supports(Capabilities.EXEC_MOUNT_BIND_READWRITE_NO_OUTPUT)) {
      mount = mount.discarded();
    }
    stage.map(Stage::used).orElse(here.stage().contextPaths()).add(options.source());
    return exec.mount(target, mount);
  }

  private Mount mount(MountOptions options, State state) {
    return switch (options.type()) {
      case TMPFS -> Mount.tmpfs(options.size());
      case CACHE -> {
        String id = options.id().isEmpty() ? GoPath.clean(options.target()) : options.id();
        Mount cache = Mount.cache(here.scope().options().cacheNamespace() + "/" + id).from(state);
        yield switch (options.sharing()) {
          case "private" -> cache.unshared();
          case "locked" -> cache.locked();
          default -> cache;
        };
      }
      default -> Mount.bind(state);
    };
  }

  private String target(MountOptions options) {
    String target = options.target();
    if (!GoPath.clean(target).startsWith("/")) {
      target = GoPath.join("/", here.state().files().dir(), target);
    }
    if (target.equals("/")) {
      throw here.error("invalid mount target " + Texts.quote(target));
    }
    return target;
  }

  private static State owned(State state, MountOptions options) {
    return state
        .file(
            FileAction.mkdir(OWNED, options.mode(DIRECTORY_MODE))
                .owner(FileOwner.of(options.uid(), options.gid())))
        .named("[internal] setting cache mount permissions");
  }

  private Secret secret(MountOptions options) {
    boolean windows = here.state().isWindows();
    String target = ImagePath.of(here.state()).slashes(options.target());
    String id = options.source().isEmpty() ? options.id() : options.source();
    if (id.isEmpty()) {
      id = GoPath.base(target);
    }
    String example = "e.g. --mount=type=secret,id=" + id + ",target=C:/path/to/secret";
    if (windows && !target.isEmpty() && !ImagePath.of(here.state()).isAbsolute(target)) {
      throw here.error(
          "secret target %s must be an absolute path with forward slashes on Windows, %s"
              .formatted(Texts.quote(target), example));
    }
    if (options.env().isEmpty() && target.isEmpty()) {
      if (windows) {
        throw here.error("secret target is required on Windows, " + example);
      }
      target = "/run/secrets/" + GoPath.base(id);
    }
    here.stage().outline().secret(id, new OutlineNotes.Need(options.required(), here.place()));
    return new Secret(
        id,
        target.isEmpty() ? Optional.empty() : Optional.of(target),
        options.env(),
        options.uid(),
        options.gid(),
        options.mode(SECRET_MODE),
        !options.required());
  }

  private Ssh agent(MountOptions options) {
    if (!options.source().isEmpty()) {
      throw here.error("ssh does not support source");
    }
    String id = options.id().isEmpty() ? "default" : options.id();
    here.stage().outline().agent(id, new OutlineNotes.Need(options.required(), here.place()));
    return new Ssh(
        options.id(),
        options.target(),
        options.uid(),
        options.gid(),
        options.mode(SOCKET_MODE),
        !options.required());
  }
}
