package dev.bowsprit.runtime.gateway.image;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.bowsprit.frontend.image.ContainerConfig;
import dev.bowsprit.frontend.image.ImageConfig;
import dev.bowsprit.frontend.json.Json;
import dev.bowsprit.frontend.json.JsonSyntaxException;
import dev.bowsprit.frontend.option.OptionKeys;
import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.gateway.GatewayException.Code;
import dev.bowsprit.gateway.ResultKeys;
import dev.bowsprit.llb.Digest;
import dev.bowsprit.llb.ImageReference;
import dev.bowsprit.llb.Llb;
import dev.bowsprit.runtime.gateway.policy.FrontendLock;
import dev.bowsprit.runtime.gateway.policy.FrontendPolicy;
import dev.bowsprit.runtime.gateway.policy.PolicyFile;
import dev.bowsprit.runtime.gateway.policy.PullPolicy;
import dev.bowsprit.runtime.source.image.ImageSignatures;
import dev.bowsprit.runtime.source.image.StoredImages;
import dev.bowsprit.runtime.worker.ref.ImmutableRef;
import dev.bowsprit.wire.gateway.ResolveSourceImageResponse;
import dev.bowsprit.wire.gateway.ResolveSourceMetaRequest;
import dev.bowsprit.wire.pb.Definition;
import dev.bowsprit.wire.pb.SourceOp;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Finds frontend images and gets their files. */
public final class FrontendImages {

  private static final String RECORD_TYPE = "image.recordtype";
  private static final String FRONTEND = "frontend";

  /** The option by which a build says when registries are asked for frontends. */
  public static final String PULL_OPTION = "frontend-pull";

  private final PolicyFile policies;
  private final ImageChoice choice;
  private final SignatureCheck signatures;

  /**
   * Finds images.
   *
   * @param policies what the operator allows
   * @param lock what names stood for
   * @param signers the keys by which images were found to be signed: fingerprints by digest
   * @param stored the images that are here
   * @param signatures the signatures of images
   */
  public FrontendImages(
      PolicyFile policies,
      FrontendLock lock,
      FrontendLock signers,
      StoredImages stored,
      ImageSignatures signatures) {
    this.policies = policies;
    this.choice = new ImageChoice(lock, stored);
    this.signatures = new SignatureCheck(signatures, signers);
  }

  /** Where an image comes from, with its config, before its files are here. */
  private record Found(
      String name,
      Optional<Digest> digest,
      ContainerConfig config,
      Definition definition,
      FrontendPolicy.Decision decision,
      Optional<ImageReference> registry) {}

  /**
   * Whether a built-in frontend may stand in for an image.
   *
   * @throws GatewayException PERMISSION_DENIED if the image may not run at all
   */
  public boolean mayBeBuiltIn(String source) {
    return decide(source, reference(source)).mayBeBuiltIn();
  }

  private FrontendPolicy.Decision decide(String name, ImageReference reference) {
    return policies.current().decide(name, reference.name(), withoutDigest(reference));
  }

  private FrontendPolicy.Decision decideOnClients(String name, String kind) {
    return policies.current().decide(name, "client:" + kind, "client:" + kind);
  }

  private static String withoutDigest(ImageReference reference) {
    return reference.toString().replaceFirst("@.*", "");
  }

  private static ImageReference reference(String name) {
    try {
      return ImageReference.parse(name).tagged();
    } catch (IllegalArgumentException e) {
      throw GatewayException.of(
          Code.INVALID_ARGUMENT, "failed to parse frontend image " + name + ": " + e.getMessage());
    }
  }

  /**
   * Gets the image that a build asks for.
   *
   * @throws GatewayException if there is none, or it cannot do what the build asks of it
   */
  public FrontendImage load(FrontendRequest request) {
    Optional<NamedContext> context =
        NamedContext.of(reference(request.source()), request.options());
    Found found =
        context.isPresent() ? replaced(context.get(), request) : image(request.source(), request);
    FrontendCapabilities.check(
        found.config().labels(), found.digest(), request.options(), !request.inputs().isEmpty());
    found.decision().check(found.digest());
    if (found.registry().isPresent()) {
      checkSignature(found, found.registry().get(), request);
    } else if (!found.decision().keys().isEmpty()) {
      throw found.decision().unsigned("files of the client have none");
    }
    ImmutableRef root = request.job().load(found.definition()).get();
    found
        .registry()
        .ifPresent(reference -> choice.remember(reference, found.digest().orElseThrow()));
    return new FrontendImage(
        found.name(),
        found.decision().name(),
        found.digest(),
        found.config(),
        found.definition(),
        root,
        found.decision().settings());
  }

  private void checkSignature(Found found, ImageReference reference, FrontendRequest request) {
    signatures.check(
        found.decision(), reference.name(), found.digest().orElseThrow(), request.job());
  }

  private Found image(String name, FrontendRequest request) {
    ImageReference reference = reference(name);
    FrontendPolicy.Decision decision = decide(name, reference);
    Digest locked = policies.current().locked().get(withoutDigest(reference));
    ResolveSourceImageResponse image =
        choice.choose(
            locked != null && reference.digest().isEmpty()
                ? reference.withDigest(locked)
                : reference,
            decision.pullPolicy().orElseGet(() -> pull(request)),
            request);
    Digest digest = Digest.parse(image.getDigest());
    return new Found(
        name,
        Optional.of(digest),
        config(image.getConfig()),
        definition("docker-image://" + reference.withDigest(digest), Map.of(RECORD_TYPE, FRONTEND)),
        decision,
        Optional.of(reference));
  }

  private static PullPolicy pull(FrontendRequest request) {
    String text = request.options().getOrDefault(PULL_OPTION, PullPolicy.REFRESH.text());
    return PullPolicy.of(text)
        .orElseThrow(
            () ->
                GatewayException.of(
                    Code.INVALID_ARGUMENT,
                    "invalid %s %s: it may be refresh, always, missing or never"
                        .formatted(PULL_OPTION, text)));
  }

  private Found replaced(NamedContext context, FrontendRequest request) {
    return switch (context.kind()) {
      case "docker-image" -> image(context.value(), request);
      case "oci-layout" -> layout(context, request);
      case "local" -> folder(context, request);
      case "input" -> input(context, request);
      default ->
          throw GatewayException.of(
              Code.UNKNOWN,
              "unsupported context source %s for the frontend %s: it may be docker-image, oci-layout, local or input"
                  .formatted(context.kind(), context.name()));
    };
  }

  /** Files of the client, which have no config: their program is the default one. */
  private Found folder(NamedContext context, FrontendRequest request) {
    String session =
        request
            .options()
            .getOrDefault(
                OptionKeys.LOCAL_SESSION_PREFIX + context.value(), request.job().sessionId());
    return new Found(
        context.name(),
        Optional.empty(),
        ContainerConfig.EMPTY,
        definition(
            "local://" + context.value(),
            Map.of("local.session", session, "local.sharedkeyhint", "context:" + context.name())),
        decideOnClients(context.name(), "local"),
        Optional.empty());
  }

  private Found layout(NamedContext context, FrontendRequest request) {
    int at = context.value().lastIndexOf('@');
    if (at < 0) {
      throw GatewayException.of(
          Code.UNKNOWN, "oci-layout reference \"%s\" has no digest".formatted(context.value()));
    }
    ImageReference reference =
        ImageReference.parse(context.name().replaceFirst("::.*", ""))
            .withDigest(Digest.parse(context.value().substring(at + 1)));
    SourceOp source =
        source(
            "oci-layout://" + reference,
            Map.of(
                "oci.session",
                request.job().sessionId(),
                "oci.store",
                withoutTag(context.value().substring(0, at))));
    FrontendPolicy.Decision decision = decideOnClients(context.name(), "oci-layout");
    ResolveSourceImageResponse image =
        request
            .gateway()
            .resolveSourceMeta(
                ResolveSourceMetaRequest.newBuilder()
                    .setSource(source)
                    .setLogName(
                        "[context %s] load metadata for %s".formatted(context.name(), reference))
                    .build())
            .getImage();
    Digest digest = Digest.parse(image.getDigest());
    Map<String, String> attributes = new TreeMap<>(source.getAttrsMap());
    attributes.put(RECORD_TYPE, FRONTEND);
    return new Found(
        context.name(),
        Optional.of(digest),
        config(image.getConfig()),
        definition("oci-layout://" + reference.withDigest(digest), attributes),
        decision,
        Optional.empty());
  }

  /** The store's id, which may look like the name of an image. */
  private static String withoutTag(String name) {
    int colon = name.lastIndexOf(':');
    return colon > name.lastIndexOf('/') ? name.substring(0, colon) : name;
  }

  private Found input(NamedContext context, FrontendRequest request) {
    Definition definition = request.inputs().get(context.value());
    if (definition == null) {
      throw GatewayException.of(
          Code.UNKNOWN, "invalid input " + context.value() + " for " + context.name());
    }
    String metadata =
        request.options().getOrDefault(OptionKeys.INPUT_METADATA_PREFIX + context.value(), "{}");
    try {
      ContainerConfig config =
          Json.parse(metadata)
              .member(ResultKeys.IMAGE_CONFIG)
              .flatMap(Json::text)
              .map(text -> config(ByteString.copyFrom(Base64.getDecoder().decode(text))))
              .orElse(ContainerConfig.EMPTY);
      return new Found(
          context.name(),
          Optional.empty(),
          config,
          definition,
          decideOnClients(context.name(), "input"),
          Optional.empty());
    } catch (JsonSyntaxException | IllegalArgumentException e) {
      throw GatewayException.of(
          Code.UNKNOWN, "failed to parse input metadata " + metadata + ": " + e.getMessage());
    }
  }

  private static SourceOp source(String identifier, Map<String, String> attributes) {
    return SourceOp.newBuilder().setIdentifier(identifier).putAllAttrs(attributes).build();
  }

  private static Definition definition(String identifier, Map<String, String> attributes) {
    try {
      return Definition.parseFrom(Llb.source(identifier, attributes).marshal().toBytes());
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("a marshalled definition can be read", e);
    }
  }

  private static ContainerConfig config(ByteString json) {
    try {
      return ImageConfig.parse(json.toStringUtf8()).config();
    } catch (JsonSyntaxException e) {
      throw GatewayException.of(
          Code.INVALID_ARGUMENT, "the frontend image's config is no JSON: " + e.getMessage());
    }
  }
}
