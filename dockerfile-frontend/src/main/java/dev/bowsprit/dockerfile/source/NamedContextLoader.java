package dev.bowsprit.dockerfile.source;

import dev.bowsprit.dockerfile.DockerfileException;
import dev.bowsprit.dockerfile.option.BuildOptions;
import dev.bowsprit.frontend.ignore.IgnoreFile;
import dev.bowsprit.frontend.image.ImageConfig;
import dev.bowsprit.frontend.json.Json;
import dev.bowsprit.frontend.json.JsonSyntaxException;
import dev.bowsprit.llb.Digest;
import dev.bowsprit.llb.GitSource;
import dev.bowsprit.llb.ImageEnvironment;
import dev.bowsprit.llb.ImageReference;
import dev.bowsprit.llb.ImageSource;
import dev.bowsprit.llb.Llb;
import dev.bowsprit.llb.LocalSource;
import dev.bowsprit.llb.MarshalOptions;
import dev.bowsprit.llb.OciLayoutSource;
import dev.bowsprit.llb.Platform;
import dev.bowsprit.llb.State;
import dev.bowsprit.llb.Texts;
import dev.bowsprit.wire.gateway.Ref;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * One named context, to be loaded when something needs it.
 *
 * @param name the name, as short as people write it
 * @param key the name with the platform, if it is for one
 * @param input what it stands for: {@code docker-image://…}, {@code local:…}, …
 * @param platform what it is wanted for
 */
public record NamedContextLoader(
    Host host,
    BuildOptions options,
    String name,
    String key,
    String input,
    Optional<Platform> platform) {

  private static final int MAX_HOPS = 10;
  private static final String CONFIG = "containerimage.config";

  /**
   * Loads it.
   *
   * @param used the paths that will have been used once the graph is marshalled
   */
  public NamedContext load(UsedPaths used) {
    NamedContextLoader hop = this;
    for (int i = 0; i <= MAX_HOPS; i++) {
      try {
        return hop.loadOnce(used);
      } catch (NonImageException e) {
        hop = hop.redirected(e);
      }
    }
    throw new DockerfileException(
        "context recursion limit exceeded; this may indicate a cycle in the provided source"
            + " policies: "
            + hop.input);
  }

  private NamedContextLoader redirected(NonImageException e) {
    if (!e.identifier().contains("://")) {
      throw new DockerfileException("could not parse ref: " + e.identifier());
    }
    String other = e.identifier().replaceFirst("://", ":");
    return new NamedContextLoader(host, options, name, key, other, platform);
  }

  private NamedContext loadOnce(UsedPaths used) {
    int colon = input.indexOf(':');
    if (colon < 0) {
      throw new DockerfileException("invalid context specifier " + input + " for " + key);
    }
    String kind = input.substring(0, colon);
    String rest = input.substring(colon + 1);
    return switch (kind.startsWith("git@") ? "git" : kind) {
      case "docker-image" -> image(bare(rest));
      case "oci-layout" -> layout(bare(rest));
      case "local" -> plain(local(rest, used));
      case "input" -> input(rest);
      case "git" ->
          plain(
              GitReference.find(input)
                  .map(this::git)
                  .orElseThrow(() -> new DockerfileException("invalid git context " + input)));
      case "http", "https" -> plain(GitReference.find(input).map(this::git).orElseGet(this::web));
      default ->
          throw new DockerfileException("unsupported context source " + kind + " for " + key);
    };
  }

  private static String bare(String rest) {
    return rest.startsWith("//") ? rest.substring(2) : rest;
  }

  private static NamedContext plain(State state) {
    return new NamedContext(state, Optional.empty());
  }

  private String label(String text) {
    return "[context " + key + "] " + text;
  }

  private State git(GitReference reference) {
    GitSource source = reference.contextSource(Optional.empty());
    return (options.gitAdvice() ? source.advice() : source)
        .named("[internal] load git source " + input);
  }

  private State web() {
    return Llb.http(input).filename("context").named(label(input));
  }

  private NamedContext image(String reference) {
    if (reference.equals("scratch")) {
      return plain(Llb.scratch());
    }
    String whole = ImageReference.parse(reference).tagged().toString();
    ResolvedImage image =
        host.image(whole, platform, options.resolveMode(), label("load metadata for " + reference));
    ImageConfig config = config(image.config(), "");
    ImageSource source = Llb.image(image.reference()).named(label(reference));
    State state = platform.isPresent() ? source.platform(platform.get()) : source;
    return new NamedContext(
        state.environment(environment(config)), Optional.of(config.withoutCreated()));
  }

  private NamedContext layout(String specification) {
    ImageReference reference;
    try {
      reference = storeReference(specification);
    } catch (IllegalArgumentException e) {
      throw new DockerfileException(
          "could not parse oci-layout reference "
              + Texts.quote(specification)
              + ": "
              + e.getMessage());
    }
    Digest digest =
        reference
            .digest()
            .orElseThrow(
                () ->
                    new DockerfileException(
                        "oci-layout reference " + Texts.quote(specification) + " has no digest"));
    String store =
        specification.startsWith(reference.domain()) ? reference.name() : reference.path();
    String shown = ImageReference.parse(name).withDigest(digest).toString();
    ResolvedImage image =
        host.layout(
            shown, platform, options.sessionId(), store, label("load metadata for " + shown));
    ImageConfig config = config(image.config(), "could not parse oci-layout image config: ");
    OciLayoutSource source =
        Llb.ociLayout(shown).store(options.sessionId(), store).named(label("OCI load from client"));
    State state = platform.isPresent() ? source.platform(platform.get()) : source;
    return new NamedContext(state.environment(environment(config)), Optional.of(config));
  }

  /** A store's name need not be that of a registry. */
  private static ImageReference storeReference(String specification) {
    int slash = specification.indexOf('/');
    String first = slash < 0 ? "" : specification.substring(0, slash);
    boolean domain = first.contains(".") || first.contains(":") || first.equals("localhost");
    return ImageReference.parse(domain ? specification : "localhost/" + specification);
  }

  private State local(String local, UsedPaths used) {
    String session = options.sessionOf(local);
    LocalSource ignoreFile =
        Llb.local(local)
            .session(session)
            .followPaths(List.of(MainContext.IGNORE_FILE))
            .sharedKeyHint("context:" + key + "-" + MainContext.IGNORE_FILE)
            .differ(LocalSource.Differ.NONE)
            .named(label("load " + MainContext.IGNORE_FILE));
    Ref ref = host.evaluate(ignoreFile.marshal(MarshalOptions.DEFAULT));
    List<String> excluded = excluded(ref);
    String sharedKey = "context:" + key + "-" + options.option("sharedkey:localdir:" + key);
    return Llb.later(
        () ->
            Llb.local(local)
                .session(session)
                .sharedKeyHint(sharedKey)
                .exclude(excluded)
                .followPaths(used.followed())
                .named(label("load from client")));
  }

  private List<String> excluded(Ref ref) {
    try {
      return IgnoreFile.patterns(
          host.readIfThere(ref, MainContext.IGNORE_FILE).orElse(new byte[0]));
    } catch (IllegalArgumentException e) {
      throw new DockerfileException(
          "failed parsing " + MainContext.IGNORE_FILE + ": " + e.getMessage());
    }
  }

  private NamedContext input(String inputName) {
    dev.bowsprit.wire.pb.Definition definition = host.inputs().get(inputName);
    if (definition == null) {
      throw new DockerfileException("invalid input " + inputName + " for " + key);
    }
    State state = Host.state(definition);
    String metadata = options.raw().get("input-metadata:" + inputName);
    if (metadata == null) {
      return plain(state);
    }
    try {
      Optional<String> encoded = Json.parse(metadata).member(CONFIG).flatMap(Json::text);
      if (encoded.isEmpty()) {
        return plain(state);
      }
      String json = new String(Base64.getDecoder().decode(encoded.get()), StandardCharsets.UTF_8);
      ImageConfig config = config(json, "failed to parse image config for " + key + ": ");
      return new NamedContext(state.environment(environment(config)), Optional.of(config));
    } catch (JsonSyntaxException | IllegalArgumentException e) {
      throw new DockerfileException(
          "failed to parse input metadata " + metadata + ": " + e.getMessage());
    }
  }

  private static ImageConfig config(String json, String prefix) {
    try {
      return ImageConfig.parse(json);
    } catch (JsonSyntaxException e) {
      throw new DockerfileException(prefix + e.getMessage());
    }
  }

  /** What commands on an image run with. */
  public static ImageEnvironment environment(ImageConfig config) {
    Platform platform = config.platform();
    return new ImageEnvironment(
        config.config().env(),
        config.config().workingDir(),
        platform.os().isEmpty() || platform.architecture().isEmpty()
            ? Optional.empty()
            : Optional.of(platform));
  }
}
