package dev.bowsprit.runtime.solver;

import dev.bowsprit.llb.Digest;
import dev.bowsprit.runtime.worker.ContentHasher.Selection;
import java.util.List;
import java.util.Optional;

/**
 * What the cache key of a vertex is made of.
 *
 * @param digest everything of the operation itself that its result depends on
 * @param inputs one entry an input, in their order
 * @param cacheable whether the result may be kept for other builds
 */
public record CacheMap(Digest digest, List<InputKey> inputs, boolean cacheable) {

  /** Takes a copy of the inputs. */
  public CacheMap {
    inputs = List.copyOf(inputs);
  }

  /** A map whose result may be kept. */
  public CacheMap(Digest digest, List<InputKey> inputs) {
    this(digest, inputs, true);
  }

  /**
   * How an input counts in the key.
   *
   * @param selector tells apart uses of different parts of the same input; part of the
   *     definition-based key
   * @param content the parts whose files count instead of how they came about; empty if only the
   *     input's own key counts
   */
  public record InputKey(Optional<Digest> selector, Optional<List<Selection>> content) {

    /** Takes a copy. */
    public InputKey {
      content = content.map(List::copyOf);
    }

    /** An input that counts by its own key. */
    public static InputKey byDefinition() {
      return new InputKey(Optional.empty(), Optional.empty());
    }

    /** An input of which only the selected files count. */
    public static InputKey byContent(Digest selector, List<Selection> content) {
      return new InputKey(Optional.of(selector), Optional.of(content));
    }
  }
}
