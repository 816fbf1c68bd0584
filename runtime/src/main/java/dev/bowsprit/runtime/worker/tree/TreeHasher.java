package dev.bowsprit.runtime.worker.tree;

import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.gateway.GatewayException.Code;
import dev.bowsprit.llb.Digest;
import dev.bowsprit.runtime.worker.ContentHasher;
import dev.bowsprit.runtime.worker.ref.ImmutableRef;
import dev.bowsprit.runtime.worker.ref.MountedDir;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Digests of selections of references.
 *
 * <p>A digest that was asked for is remembered for ever. What was learnt of the files on the way is
 * kept for the references used last, and of folders that somebody knows already nothing is read.
 */
public final class TreeHasher implements ContentHasher {

  private static final int KEPT = 16;

  private final TreeReader reader;
  private final DigestMemory memory;
  private final Map<String, TreeNode> provided = new ConcurrentHashMap<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, Slot> slots =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Slot> eldest) {
          return size() > KEPT && !eldest.getValue().lock.isLocked();
        }
      };

  /** Hashes with the threads of a pool. */
  public TreeHasher(WorkPool pool, DigestMemory memory) {
    this.reader = new TreeReader(pool);
    this.memory = memory;
  }

  /** What is known of one reference. */
  private static final class Slot {
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable TreeNode root;
  }

  /**
   * Tells everything of a reference's files, so that nothing need be read.
   *
   * @param root the files; not changed any more
   */
  public void provide(String ref, TreeNode root) {
    // All digests are worked out now, while nobody else looks.
    root.whole();
    provided.put(ref, root);
  }

  /** Forgets a reference that was deleted. */
  public void forget(String ref) {
    if (provided.remove(ref) == null) {
      memory.forget(ref);
      lock.lock();
      try {
        slots.remove(ref);
      } finally {
        lock.unlock();
      }
    }
  }

  @Override
  public Digest checksum(ImmutableRef ref, Selection selection) {
    try {
      TreeNode known = provided.get(ref.id());
      if (known != null) {
        return new KnownTree(reader, known, () -> Path.of("/")).checksum(selection);
      }
      return remembered(ref, selection);
    } catch (IOException e) {
      throw new GatewayException(
          GatewayException.of(Code.UNKNOWN, String.valueOf(e.getMessage())).status(), e);
    }
  }

  private Digest remembered(ImmutableRef ref, Selection selection) throws IOException {
    Digest key = key(selection);
    Optional<Digest> before = memory.get(ref.id(), key);
    if (before.isPresent()) {
      return before.get();
    }
    Slot slot = slot(ref.id());
    slot.lock.lock();
    try (LazyMount mount = new LazyMount(ref)) {
      KnownTree tree = new KnownTree(reader, slot.root, mount);
      try {
        Digest digest = tree.checksum(selection);
        memory.put(ref.id(), key, digest);
        return digest;
      } finally {
        slot.root = tree.root();
      }
    } finally {
      slot.lock.unlock();
    }
  }

  private Slot slot(String ref) {
    lock.lock();
    try {
      return slots.computeIfAbsent(ref, _ -> new Slot());
    } finally {
      lock.unlock();
    }
  }

  private static Digest key(Selection selection) {
    return Digest.sha256(
        List.of(
                quoted(List.of(selection.path())),
                selection.wildcard(),
                selection.followLinks(),
                quoted(selection.includes()),
                quoted(selection.excludes()),
                quoted(selection.requiredPaths()))
            .toString());
  }

  private static List<String> quoted(List<String> texts) {
    return texts.stream().map(text -> text.length() + ":" + text).toList();
  }

  /** Mounts when something must be read. */
  private static final class LazyMount implements Supplier<Path>, AutoCloseable {

    private final ImmutableRef ref;
    private @Nullable MountedDir mount;

    LazyMount(ImmutableRef ref) {
      this.ref = ref;
    }

    @Override
    public Path get() {
      if (mount == null) {
        mount = ref.mount();
      }
      return mount.path();
    }

    @Override
    public void close() {
      if (mount != null) {
        mount.close();
      }
    }
  }
}
