package dev.bowsprit.runtime.solver;

import dev.bowsprit.llb.Digest;
import dev.bowsprit.wire.pb.Op;
import dev.bowsprit.wire.pb.OpMetadata;
import java.util.List;

/**
 * One operation of a loaded graph.
 *
 * @param digest of the operation's bytes, which name its inputs: so it stands for all below it
 * @param op the operation
 * @param metadata what is said of it beside: name, caching, progress group, resources
 * @param inputs the outputs of other vertices that it works on, in their order
 * @param name what progress shows
 */
public record Vertex(Digest digest, Op op, OpMetadata metadata, List<Edge> inputs, String name) {

  /** Takes a copy. */
  public Vertex {
    inputs = List.copyOf(inputs);
  }

  /**
   * One output of a vertex.
   *
   * @param vertex the vertex
   * @param output which of its outputs, from 0
   */
  public record Edge(Vertex vertex, int output) {}

  @Override
  public boolean equals(Object other) {
    return other instanceof Vertex vertex && vertex.digest.equals(digest);
  }

  @Override
  public int hashCode() {
    return digest.hashCode();
  }

  @Override
  public String toString() {
    return name + " " + digest;
  }
}
