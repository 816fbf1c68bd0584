package dev.bowsprit.view;

/**
 * That one vertex uses an output of another.
 *
 * @param from the number of the vertex whose output is used
 * @param output the index of that output
 * @param role what it is used as, for instance the place of a mount; may be empty
 */
public record Edge(int from, long output, String role) {

  /** The output by the number of its vertex: {@code #3}, or {@code #3.1} for its second output. */
  public String label() {
    return output == 0 ? "#" + from : "#" + from + "." + output;
  }
}
