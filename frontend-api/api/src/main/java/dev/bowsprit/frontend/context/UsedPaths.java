package dev.bowsprit.frontend.context;

import dev.bowsprit.llb.GoPath;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;

/** The paths of a source that a build uses; the client need not send others. */
public final class UsedPaths {

  private final Set<String> paths = new ConcurrentSkipListSet<>();

  /** None so far. */
  public UsedPaths() {}

  /** Notes that a path is used. */
  public void add(String path) {
    paths.add(GoPath.join("/", path));
  }

  /** Notes that any path may be used. */
  public void addAll() {
    paths.add("/");
  }

  /** Notes what another has noted. */
  public void addAll(UsedPaths other) {
    paths.addAll(other.paths);
  }

  /** The paths, sorted, for a local source; none if any path may be used. */
  public List<String> followed() {
    return paths.contains("/")
        ? List.of()
        : paths.stream().map(path -> path.substring(1)).sorted().toList();
  }
}
