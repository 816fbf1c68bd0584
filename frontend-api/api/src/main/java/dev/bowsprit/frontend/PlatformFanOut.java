package dev.bowsprit.frontend;

import dev.bowsprit.frontend.host.Parallel;
import dev.bowsprit.frontend.image.ContainerConfig;
import dev.bowsprit.frontend.image.ImageConfig;
import dev.bowsprit.frontend.result.BillOfMaterials;
import dev.bowsprit.frontend.result.PlatformResult;
import dev.bowsprit.llb.ImageEnvironment;
import dev.bowsprit.llb.MarshalOptions;
import dev.bowsprit.llb.Platform;
import dev.bowsprit.wire.gateway.Attestation;
import dev.bowsprit.wire.gateway.Ref;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Builds an image for each platform, and puts them together in the order of the platforms. */
final class PlatformFanOut {

  private final BuildRequest request;
  private final Function<Platform, Image> image;
  private final Optional<BillOfMaterials> materials;

  PlatformFanOut(BuildRequest request, Function<Platform, Image> image) {
    this.request = request;
    this.image = image;
    this.materials =
        request
            .options()
            .attestations()
            .sbom()
            .map(sbom -> BillOfMaterials.by(request.host(), request.options(), sbom));
  }

  BuildResult build() {
    return new BuildResult(
        PlatformResult.combine(
            Parallel.map(request.platforms(), this::build), request.isMultiPlatform()));
  }

  private PlatformResult build(Platform platform) {
    Image wanted = image.apply(platform);
    MarshalOptions options = request.marshalOptions(platform);
    Ref ref =
        request
            .host()
            .solve(wanted.files().marshal(options), request.options().cacheImports())
            .ref();
    PlatformResult built =
        new PlatformResult(
            platform,
            ref,
            config(wanted, platform, options),
            wanted.base(),
            request.epoch(),
            wanted.annotations(),
            statements(wanted, platform));
    return materials
        .map(m -> built.with(m.attest(built.id(), subject(wanted, options))))
        .orElse(built);
  }

  private ImageConfig config(Image wanted, Platform platform, MarshalOptions options) {
    return wanted
        .base()
        .orElseGet(() -> ImageConfig.empty(platform))
        .withPlatform(platform)
        .withoutCreated()
        .editConfig(draft -> inEnvironment(draft, wanted.files().environment(options)))
        .editConfig(draft -> wanted.change().apply(draft).addLabels(request.labels()));
  }

  /** Containers of the image start with what its last commands ran with. */
  private static ContainerConfig.Draft inEnvironment(
      ContainerConfig.Draft draft, ImageEnvironment environment) {
    boolean atRoot = environment.workingDir().equals("/");
    return draft.env(environment.env()).workingDir(atRoot ? "" : environment.workingDir());
  }

  private List<Attestation> statements(Image wanted, Platform platform) {
    List<Attestation> attestations = new ArrayList<>();
    for (Statement statement : wanted.statements()) {
      attestations.add(statement.toProto(request.solve(statement.files(), platform).ref()));
    }
    return attestations;
  }

  private static BillOfMaterials.Subject subject(Image wanted, MarshalOptions options) {
    return new BillOfMaterials.Subject(wanted.files(), Map.of(), false, options);
  }
}
