package dev.bowsprit.dockerfile.stage;

import dev.bowsprit.frontend.image.ImageConfig;
import dev.bowsprit.llb.Definition;
import dev.bowsprit.llb.MarshalOptions;
import dev.bowsprit.llb.State;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.Optional;

/**
 * A Dockerfile compiled for one platform.
 *
 * @param target the stage that was asked for
 * @param files its files
 * @param image its config
 * @param baseImage the config of the image that it started from
 * @param epoch the time that the result is to have
 * @param scanned further states that a bill of materials is about, by name
 * @param ignoreCache whether what is scanned is built anew
 * @param marshalling what the files are marshalled for
 */
public record Compiled(
    Stage target,
    State files,
    ImageConfig image,
    Optional<ImageConfig> baseImage,
    Optional<OffsetDateTime> epoch,
    Map<String, State> scanned,
    boolean ignoreCache,
    MarshalOptions marshalling) {

  /** The files as LLB. */
  public Definition definition() {
    return files.marshal(marshalling);
  }
}
