package dev.bowsprit.runtime.ops;

import dev.bowsprit.llb.Digest;
import dev.bowsprit.runtime.solver.CacheMap;
import dev.bowsprit.runtime.solver.CacheMap.InputKey;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Collections;

/** Cache keys of operations whose inputs all count by how they came about. */
final class OpKeys {

  private OpKeys() {}

  /**
   * The key of an operation.
   *
   * @param kind tells kinds of operations apart
   * @param op what the operation is, without its inputs
   */
  static CacheMap byDefinition(String kind, byte[] op, int inputs) {
    MessageDigest hash = Digest.sha256Hash();
    hash.update(kind.getBytes(StandardCharsets.UTF_8));
    hash.update((byte) 0);
    hash.update(op);
    return new CacheMap(
        Digest.ofSha256(hash), Collections.nCopies(inputs, InputKey.byDefinition()));
  }
}
