package dev.bowsprit.runtime.gateway.image;

import dev.bowsprit.frontend.FrontendLabels;
import dev.bowsprit.frontend.option.OptionKeys;
import dev.bowsprit.gateway.ErrorDetail;
import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.llb.Digest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What a frontend must be able to do for a build, against what its image's label says. */
final class FrontendCapabilities {

  /** Releases of docker/dockerfile that take inputs, from before there were labels. */
  private static final Set<String> TAKE_INPUTS =
      Set.of(
          "sha256:9ac1c43a60e31dca741a6fe8314130a9cd4c4db0311fbbc636ff992ef60ae76d",
          "sha256:080bd74d8778f83e7b670de193362d8c593c8b14f5c8fb919d28ee8feda0d069",
          "sha256:60543a9d92b92af5088fb2938fb09b2072684af8384399e153e137fe081f8ab4",
          "sha256:de85b2f3a3e8a2f7fe48e8e84a65f6fdd5cd5183afa6412fff9caa6871649c44");

  private FrontendCapabilities() {}

  /**
   * Checks that an image can do what a build asks of it.
   *
   * @param hasInputs whether the frontend is given definitions
   * @throws GatewayException UNIMPLEMENTED, with the capability that is missing
   */
  static void check(
      Map<String, String> labels,
      Optional<Digest> digest,
      Map<String, String> options,
      boolean hasInputs) {
    Set<String> present = names(labels.getOrDefault(FrontendLabels.CAPS, ""));
    if (digest.isPresent() && TAKE_INPUTS.contains(digest.get().toString())) {
      present.add(FrontendLabels.CAP_INPUTS);
    }
    Set<String> wanted = names(options.getOrDefault(OptionKeys.FRONTEND_CAPS, ""));
    if (hasInputs) {
      wanted.add(FrontendLabels.CAP_INPUTS);
    }
    for (String name : wanted) {
      if (!present.contains(name)) {
        throw GatewayException.of(
                GatewayException.Code.UNIMPLEMENTED, "unsupported frontend capability " + name)
            .withDetails(List.of(new ErrorDetail.FrontendCap(name).toAny()));
      }
    }
  }

  /** The names in a list by commas, without what follows a plus. */
  private static Set<String> names(String list) {
    Set<String> result = new TreeSet<>();
    for (String item : list.split(",", -1)) {
      String name = item.split("\\+", 2)[0];
      if (!name.isEmpty()) {
        result.add(name);
      }
    }
    return result;
  }
}
