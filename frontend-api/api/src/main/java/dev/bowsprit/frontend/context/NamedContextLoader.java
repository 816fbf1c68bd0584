package dev.bowsprit.frontend.context;

import dev.bowsprit.frontend.host.Host;
import dev.bowsprit.frontend.host.NonImageException;
import dev.bowsprit.frontend.image.ImageConfig;
import dev.bowsprit.frontend.image.ImageMetadata;
import dev.bowsprit.frontend.json.GoBase64;
import dev.bowsprit.frontend.json.GoType;
import dev.bowsprit.frontend.json.Json;
import dev.bowsprit.frontend.json.JsonSyntaxException;
import dev.bowsprit.frontend.option.BuildOptions;
import dev.bowsprit.frontend.option.OptionKeys;
import dev.bowsprit.gateway.ResultKeys;
import dev.bowsprit.llb.Digest;
import dev.bowsprit.llb.GitSource;
import dev.bowsprit.llb.ImageReference;
import dev.bowsprit.llb.ImageSource;
import dev.bowsprit.llb.Llb;
import dev.bowsprit.llb.LocalSource;
import dev.bowsprit.llb.OciLayoutSource;
import dev.bowsprit.llb.Platform;
import dev.bowsprit.llb.State;
import dev.bowsprit.llb.Texts;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
  private static final GoType METADATA = new GoType.Dictionary(GoType.bytes());

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
    throw new IllegalArgumentException(
        "context recursion limit exceeded; this may indicate a cycle in the provided source"
            + " policies: "
            + hop.input);
  }

  private NamedContextLoader redirected(NonImageException e) {
    if (!e.identifier().contains("://")) {
      throw new IllegalArgumentException("could not parse ref: " + e.identifier());
    }
    String other = e.identifier().replaceFirst("://", ":");
    return new NamedContextLoader(host, options, name, key, other, platform);
  }

  /**
   * Looks at what the name stands for, as far as nobody must be asked.
   *
   * @throws IllegalArgumentException if that is malformed
   */
  public void check() {
    String rest = input.substring(input.indexOf(':') + 1);
    switch (kind()) {
      case "docker-image" -> {
        if (!bare(rest).equals("scratch")) {
          ImageReference.parse(bare(rest));
        }
      }
      case "oci-layout" -> layoutReference(bare(rest));
      case "input" -> input(rest);
      case "git" -> gitReference();
      case "http", "https" -> GitReference.find(input);
      case "local" -> {}
      default -> throw unsupported();
    }
  }

  private String kind() {
    int colon = input.indexOf(':');
    if (colon < 0) {
      throw new IllegalArgumentException("invalid context specifier " + input + " for " + key);
    }
    return input.startsWith("git@") ? "git" : input.substring(0, colon);
  }

  private IllegalArgumentException unsupported() {
    return new IllegalArgumentException("unsupported context source " + kind() + " for " + key);
  }

  private NamedContext loadOnce(UsedPaths used) {
    String kind = kind();
    String rest = input.substring(input.indexOf(':') + 1);
    return switch (kind) {
      case "docker-image" -> image(bare(rest));
      case "oci-layout" -> layout(bare(rest));
      case "local" -> plain(local(rest, used));
      case "input" -> input(rest);
      case "git" -> plain(git(gitReference()));
      case "http", "https" -> plain(GitReference.find(input).map(this::git).orElseGet(this::web));
      default -> throw unsupported();
    };
  }

  private GitReference gitReference() {
    return GitReference.find(input)
        .orElseThrow(() -> new IllegalArgumentException("invalid git context " + input));
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
    ImageMetadata image =
        host.image(whole, platform, options.resolveMode(), label("load metadata for " + reference));
    ImageConfig config = config(image.configJson(), "");
    ImageSource source = Llb.image(image.reference()).named(label(reference));
    State state = platform.isPresent() ? source.platform(platform.get()) : source;
    return new NamedContext(
        state.environment(config.environment()), Optional.of(config.withoutCreated()));
  }

  private static ImageReference layoutReference(String specification) {
    ImageReference reference;
    try {
      reference = storeReference(specification);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "could not parse oci-layout reference "
              + Texts.quote(specification)
              + ": "
              + e.getMessage());
    }
    if (reference.digest().isEmpty()) {
      throw new IllegalArgumentException(
          "oci-layout reference " + Texts.quote(specification) + " has no digest");
    }
    return reference;
  }

  private NamedContext layout(String specification) {
    ImageReference reference = layoutReference(specification);
    Digest digest = reference.digest().orElseThrow();
    String store =
        specification.startsWith(reference.domain()) ? reference.name() : reference.path();
    String shown = ImageReference.parse(name).withDigest(digest).toString();
    ImageMetadata image =
        host.layout(
            shown, platform, options.sessionId(), store, label("load metadata for " + shown));
    ImageConfig config = config(image.configJson(), "could not parse oci-layout image config: ");
    OciLayoutSource source =
        Llb.ociLayout(shown).store(options.sessionId(), store).named(label("OCI load from client"));
    State state = platform.isPresent() ? source.platform(platform.get()) : source;
    return new NamedContext(state.environment(config.environment()), Optional.of(config));
  }

  /** A store's name need not be that of a registry. */
  private static ImageReference storeReference(String specification) {
    int slash = specification.indexOf('/');
    String first = slash < 0 ? "" : specification.substring(0, slash);
    boolean domain = first.contains(".") || first.contains(":") || first.equals("localhost");
    String prefix = domain ? "" : "localhost/";
    if (specification.isEmpty()) {
      throw new IllegalArgumentException("repository name must have at least one component");
    }
    String lower = specification.toLowerCase(Locale.ROOT);
    if (!ImageReference.isValid(prefix + specification) && ImageReference.isValid(prefix + lower)) {
      throw new IllegalArgumentException("repository name must be lowercase");
    }
    return ImageReference.parse(prefix + specification);
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
    List<String> excluded = MainContext.ignoreFile(host.evaluate(ignoreFile.marshal())).patterns();
    String sharedKey = "context:" + key + "-" + options.option(OptionKeys.SHARED_KEY_PREFIX + key);
    return Llb.later(
        () ->
            Llb.local(local)
                .session(session)
                .sharedKeyHint(sharedKey)
                .exclude(excluded)
                .followPaths(used.followed())
                .named(label("load from client")));
  }

  private NamedContext input(String inputName) {
    State state = host.inputs().get(inputName);
    if (state == null) {
      throw new IllegalArgumentException("invalid input " + inputName + " for " + key);
    }
    String metadata = options.raw().get(OptionKeys.INPUT_METADATA_PREFIX + inputName);
    if (metadata == null) {
      return plain(state);
    }
    Optional<Json> encoded = Optional.ofNullable(metadata(metadata).get(ResultKeys.IMAGE_CONFIG));
    if (encoded.isEmpty()) {
      return plain(state);
    }
    byte[] json = GoBase64.decode(encoded.get().text().orElse(""));
    String text = new String(json, StandardCharsets.UTF_8);
    try {
      // the official frontend reads it twice: without Docker's extension first
      ImageConfig.parseOci(text);
    } catch (JsonSyntaxException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
    ImageConfig config = config(text, "failed to parse image config for " + key + ": ");
    return new NamedContext(state.environment(config.environment()), Optional.of(config));
  }

  private static Map<String, Json> metadata(String metadata) {
    try {
      return METADATA.read(metadata).members();
    } catch (JsonSyntaxException e) {
      throw new IllegalArgumentException(
          "failed to parse input metadata " + metadata + ": " + e.getMessage(), e);
    }
  }

  private static ImageConfig config(String json, String prefix) {
    try {
      return ImageConfig.parse(json);
    } catch (JsonSyntaxException e) {
      throw new IllegalArgumentException(prefix + e.getMessage());
    }
  }
}
