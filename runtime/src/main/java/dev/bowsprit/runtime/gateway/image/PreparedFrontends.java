package dev.bowsprit.runtime.gateway.image;

import dev.bowsprit.runtime.worker.Waiting;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Containers in which the next run of a frontend can begin at once: set up as any other, with
 * nothing of the frontend started. Each is used for one run at most. There is one for each name
 * that frontends were asked for by, for a few names, for some time.
 */
public final class PreparedFrontends implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(PreparedFrontends.class);

  private static final int MOST = 4;
  private static final Duration KEPT = Duration.ofMinutes(10);
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Optional<SandboxParts> parts;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Map<String, FrontendImage> wishes = new LinkedHashMap<>();
  private final Map<String, Keeper> keepers = new LinkedHashMap<>();
  private int running;
  private boolean closed;

  private PreparedFrontends(Optional<SandboxParts> parts) {
    this.parts = parts;
  }

  /** Prepares containers. */
  public static PreparedFrontends with(SandboxParts parts) {
    return new PreparedFrontends(Optional.of(parts));
  }

  /** Prepares nothing. */
  public static PreparedFrontends none() {
    return new PreparedFrontends(Optional.empty());
  }

  /** Says that a frontend has run, which may come again: it is prepared when the build is over. */
  void wish(FrontendImage image) {
    // Files of this host's network may change while a container waits.
    if (parts.isEmpty() || !image.settings().prepared() || image.settings().network()) {
      return;
    }
    lock.lock();
    try {
      if (!closed) {
        close(wishes.put(image.name(), image.leased()));
      }
    } finally {
      lock.unlock();
    }
  }

  private static void close(@Nullable FrontendImage wish) {
    if (wish != null) {
      wish.root().close();
    }
  }

  /** Prepares what was wished for, beside the caller. */
  public void prepare() {
    lock.lock();
    try {
      for (FrontendImage image : wishes.values()) {
        Keeper present = keepers.get(image.name());
        if (present != null && present.image.startsLike(image)) {
          close(image);
        } else {
          begin(image);
        }
      }
      wishes.clear();
    } finally {
      lock.unlock();
    }
  }

  private void begin(FrontendImage image) {
    drop(keepers.remove(image.name()));
    if (keepers.size() >= MOST) {
      drop(keepers.remove(keepers.keySet().iterator().next()));
    }
    Keeper keeper = new Keeper(image);
    keepers.put(image.name(), keeper);
    running++;
    Thread.ofVirtual().name("prepared-frontend").start(keeper::run);
  }

  private void drop(@Nullable Keeper keeper) {
    if (keeper != null) {
      keeper.over = true;
      changed.signalAll();
    }
  }

  /** The container that is prepared for an image, which the caller closes. */
  Optional<FrontendContainer> take(FrontendImage image) {
    lock.lock();
    try {
      Keeper keeper = keepers.get(image.name());
      if (keeper == null) {
        return Optional.empty();
      }
      if (!keeper.image.startsLike(image)) {
        drop(keepers.remove(image.name()));
        return Optional.empty();
      }
      return keeper.give();
    } finally {
      lock.unlock();
    }
  }

  /** Takes down, beside the caller, a container whose processes have ended. */
  void retire(FrontendContainer container) {
    lock.lock();
    try {
      running++;
    } finally {
      lock.unlock();
    }
    Thread.ofVirtual()
        .name("retired-frontend")
        .start(
            () -> {
              try {
                container.close();
              } catch (RuntimeException e) {
                LOG.warn("a frontend's container is not taken down: {}", e.getMessage());
              } finally {
                ended();
              }
            });
  }

  private void ended() {
    lock.lock();
    try {
      running--;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Gives up what is prepared; it is taken down beside the caller. */
  public void drop() {
    lock.lock();
    try {
      wishes.values().forEach(PreparedFrontends::close);
      wishes.clear();
      List.copyOf(keepers.values()).forEach(this::drop);
      keepers.clear();
    } finally {
      lock.unlock();
    }
  }

  /** Gives up what is prepared and waits until it is taken down. Keeps interrupts for later. */
  public void discard() {
    lock.lock();
    try {
      drop();
      var _ = Waiting.uninterruptibly(changed, () -> running == 0, PATIENCE);
    } finally {
      lock.unlock();
    }
  }

  /** Takes everything down; nothing is prepared any more. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
    } finally {
      lock.unlock();
    }
    discard();
  }

  /** Makes one container and keeps it until it is taken or given up. */
  private final class Keeper {

    private final FrontendImage image;
    private @Nullable FrontendContainer ready;
    private boolean over;

    Keeper(FrontendImage image) {
      this.image = image;
    }

    /** Gives the container away if it is ready. */
    Optional<FrontendContainer> give() {
      Optional<FrontendContainer> given = Optional.ofNullable(ready);
      if (given.isPresent()) {
        ready = null;
        keepers.remove(image.name());
        drop(this);
      }
      return given;
    }

    void run() {
      try (var _ = image.root()) {
        FrontendContainer container = FrontendContainer.open(image, parts.orElseThrow());
        boolean given = false;
        try {
          given = container.prepare() && keep(container);
        } finally {
          if (!given) {
            container.close();
          }
        }
      } catch (IOException | RuntimeException e) {
        LOG.warn("no container for the frontend {}: {}", image.name(), e.getMessage());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } finally {
        forget();
        ended();
      }
    }

    /** Whether somebody has taken the container. */
    private boolean keep(FrontendContainer container) throws InterruptedException {
      lock.lock();
      try {
        ready = container;
        var _ = Waiting.until(changed, () -> over, KEPT);
        boolean given = ready == null;
        ready = null;
        return given;
      } finally {
        lock.unlock();
      }
    }

    private void forget() {
      lock.lock();
      try {
        keepers.remove(image.name(), this);
      } finally {
        lock.unlock();
      }
    }
  }
}
