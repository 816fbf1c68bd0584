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
import dev.bowsprit.runtime.gateway.policy.SandboxSettings;
import dev.bowsprit.wire.gateway.ResolveSourceMetaRequest;
import dev.bowsprit.wire.gateway.ResolveSourceMetaResponse;
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

  /** Where an image comes from, with its config, before its files are here. */
  private record Found(
      String name, Optional<Digest> digest, ContainerConfig config, Definition definition) {}

  /**
   * Gets the image that a build asks for.
   *
   * @throws GatewayException if there is none, or it cannot do what the build asks of it
   */
  public FrontendImage load(FrontendRequest request) {
    Optional<NamedContext> context;
    try {
      context = NamedContext.of(request.source(), request.options());
    } catch (IllegalArgumentException e) {
      throw GatewayException.of(
          Code.INVALID_ARGUMENT,
          "failed to parse frontend image " + request.source() + ": " + e.getMessage());
    }
    Found found =
        context.isPresent() ? replaced(context.get(), request) : image(request.source(), request);
    FrontendCapabilities.check(
        found.config().labels(), found.digest(), request.options(), !request.inputs().isEmpty());
    return new FrontendImage(
        found.name(),
        found.digest(),
        found.config(),
        found.definition(),
        request.job().load(found.definition()).get(),
        SandboxSettings.DEFAULT);
  }

  private static Found image(String name, FrontendRequest request) {
    ImageReference reference = ImageReference.parse(name).tagged();
    SourceOp source = source("docker-image://" + reference, Map.of());
    return pinned(
        name, source, "resolve image config for docker-image://" + reference, reference, request);
  }

  /** Resolves a source to a digest, and makes the definition of that very image. */
  private static Found pinned(
      String name,
      SourceOp source,
      String logName,
      ImageReference reference,
      FrontendRequest request) {
    ResolveSourceMetaResponse answer =
        request
            .gateway()
            .resolveSourceMeta(
                ResolveSourceMetaRequest.newBuilder()
                    .setSource(source)
                    .setLogName(logName)
                    .build());
    Digest digest = Digest.parse(answer.getImage().getDigest());
    String scheme = source.getIdentifier().substring(0, source.getIdentifier().indexOf("://"));
    Map<String, String> attributes = new TreeMap<>(source.getAttrsMap());
    attributes.put(RECORD_TYPE, FRONTEND);
    return new Found(
        name,
        Optional.of(digest),
        config(answer.getImage().getConfig()),
        definition(scheme + "://" + reference.withDigest(digest), attributes));
  }

  private static Found replaced(NamedContext context, FrontendRequest request) {
    return switch (context.kind()) {
      case "docker-image" -> image(context.value(), request);
      case "oci-layout" -> layout(context, request);
      case "local" ->
          new Found(
              context.name() + " (folder of the client)",
              Optional.empty(),
              ContainerConfig.EMPTY,
              definition(
                  "local://" + context.value(),
                  Map.of(
                      "local.session",
                      request
                          .options()
                          .getOrDefault(
                              OptionKeys.LOCAL_SESSION_PREFIX + context.value(),
                              request.sessionId()),
                      "local.sharedkeyhint",
                      "context:" + context.name())));
      case "input" -> input(context, request);
      default ->
          throw GatewayException.of(
              Code.UNKNOWN,
              "unsupported context source %s for the frontend %s: it may be docker-image, oci-layout, local or input"
                  .formatted(context.kind(), context.name()));
    };
  }

  private static Found layout(NamedContext context, FrontendRequest request) {
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
                request.sessionId(),
                "oci.store",
                withoutTag(context.value().substring(0, at))));
    return pinned(
        context.name(),
        source,
        "[context %s] load metadata for %s".formatted(context.name(), reference),
        reference,
        request);
  }

  /** The store's id, which may look like the name of an image. */
  private static String withoutTag(String name) {
    int colon = name.lastIndexOf(':');
    return colon > name.lastIndexOf('/') ? name.substring(0, colon) : name;
  }

  private static Found input(NamedContext context, FrontendRequest request) {
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
          context.name() + " (input " + context.value() + ")",
          Optional.empty(),
          config,
          definition);
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
