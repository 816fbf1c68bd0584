package dev.bowsprit.llb;

/**
 * Operations that a client shows as one step: {@code pb.ProgressGroup}.
 *
 * @param id what the operations of the group have in common
 * @param name the step's name
 * @param weak whether the group is dissolved when only operations of it are shown
 */
public record ProgressGroup(String id, String name, boolean weak) {

  /** The wire message. */
  public dev.bowsprit.wire.pb.ProgressGroup toProto() {
    return dev.bowsprit.wire.pb.ProgressGroup.newBuilder()
        .setId(id)
        .setName(name)
        .setWeak(weak)
        .build();
  }
}
