package dev.bowsprit.runtime.source.image;

import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.gateway.GatewayException.Code;
import dev.bowsprit.runtime.session.ClientContent;
import dev.bowsprit.runtime.session.Session;
import dev.bowsprit.runtime.session.SessionRegistry;
import dev.bowsprit.runtime.solver.Op;
import dev.bowsprit.runtime.solver.OpContext;
import dev.bowsprit.runtime.source.Source;
import dev.bowsprit.runtime.source.registry.RegistryClient;
import dev.bowsprit.runtime.source.registry.RegistryHosts;
import dev.bowsprit.runtime.source.registry.SessionCredentials;
import dev.bowsprit.runtime.worker.content.ContentStore;
import dev.bowsprit.runtime.worker.content.Descriptor;
import dev.bowsprit.runtime.worker.image.ImagePlatform;
import dev.bowsprit.runtime.worker.ref.RefStore;
import dev.bowsprit.wire.gateway.ResolveSourceImageRequest;
import dev.bowsprit.wire.gateway.ResolveSourceImageResponse;
import dev.bowsprit.wire.gateway.ResolveSourceMetaRequest;
import dev.bowsprit.wire.gateway.ResolveSourceMetaResponse;
import dev.bowsprit.wire.pb.Platform;
import dev.bowsprit.wire.pb.SourceOp;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.Set;

/**
 * Images as sources: {@code docker-image://NAME} from a registry, {@code oci-layout://NAME@DIGEST}
 * from a layout of the client.
 */
public final class ImageSource implements Source {

  private static final String DOCKER = "docker-image";
  private static final String LAYOUT = "oci-layout";

  private final RefStore refs;
  private final ImagePuller puller;
  private final ImageNames names;
  private final RegistryHosts hosts;
  private final SessionRegistry sessions;

  /** Pulls images into a content store and unpacks them in a store of references. */
  public ImageSource(
      RefStore refs,
      ContentStore content,
      ImageNames names,
      RegistryHosts hosts,
      SessionRegistry sessions) {
    this.refs = refs;
    this.puller = new ImagePuller(content);
    this.names = names;
    this.hosts = hosts;
    this.sessions = sessions;
  }

  @Override
  public Set<String> schemes() {
    return Set.of(DOCKER, LAYOUT);
  }

  @Override
  public Op op(SourceOp source, Platform platform) {
    return new ImageOp(
        this, refs, puller, source, ImageIdentifier.parse(source), platformOf(platform));
  }

  @Override
  public ResolveSourceMetaResponse resolve(ResolveSourceMetaRequest request, OpContext context) {
    SourceOp source = request.getSource();
    ImageIdentifier id = ImageIdentifier.parse(source);
    ImagePlatform platform = platformOf(request.getPlatform());
    ImageIdentifier moded =
        request.getResolveMode().isEmpty()
            ? id
            : id.with(ImageIdentifier.Mode.parse(request.getResolveMode()));
    try {
      return ResolveSourceMetaResponse.newBuilder()
          .setSource(source)
          .setImage(resolve(request, moded, platform, context))
          .build();
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private ResolveSourceImageResponse resolve(
      ResolveSourceMetaRequest request,
      ImageIdentifier id,
      ImagePlatform platform,
      OpContext context)
      throws IOException {
    SourceOp source = request.getSource();
    ResolveSourceImageRequest options = request.getImage();
    boolean layout = isLayout(source);
    boolean chain =
        !layout && (options.getAttestationChain() || options.getResolveAttestationsCount() > 0);
    // For a layout, BuildKit knows none of the options.
    boolean config = layout || !options.getNoConfig();
    ResolveSourceImageResponse.Builder image = ResolveSourceImageResponse.newBuilder();
    if (!config && !chain) {
      return image.build();
    }
    ImageRepository repository = repository(source, id, context);
    Descriptor root = root(source, id, repository, context);
    image.setDigest(root.digest().toString());
    if (config) {
      image.setConfig(puller.describe(repository, root, platform).config());
    }
    if (chain) {
      new AttestationChains(puller, repository)
          .of(root, platform, Set.copyOf(options.getResolveAttestationsList()))
          .ifPresent(image::setAttestationChain);
    }
    return image.build();
  }

  static GatewayException failed(IOException e) {
    return new GatewayException(
        GatewayException.of(Code.UNKNOWN, String.valueOf(e.getMessage())).status(), e);
  }

  private static ImagePlatform platformOf(Platform platform) {
    return platform.getOS().isEmpty() && platform.getArchitecture().isEmpty()
        ? ImagePlatform.host()
        : ImagePlatform.of(platform);
  }

  static boolean isLayout(SourceOp source) {
    return source.getIdentifier().startsWith(LAYOUT + "://");
  }

  /** Where the image comes from, asked with the logins of the builds that wait. */
  ImageRepository repository(SourceOp source, ImageIdentifier id, OpContext context) {
    return repository(isLayout(source), id, context);
  }

  /** The same, told whether it is a layout of a client. */
  ImageRepository repository(boolean layout, ImageIdentifier id, OpContext context) {
    if (!layout) {
      RegistryClient client =
          context.keep("registry-client", () -> new KeptClient(hosts, context)).client();
      return new RegistryRepository(client, id.reference());
    }
    String store = "oci:" + id.store();
    if (id.session().isPresent()) {
      return new LayoutRepository(
          new ClientContent(sessions.get(id.session().get()), store), id.reference());
    }
    Session any = context.sessions().any(session -> session);
    return new LayoutRepository(new ClientContent(any, store), id.reference());
  }

  /** A client, and so the tokens it got, lives as long as the builds that use it. */
  private record KeptClient(RegistryClient client) implements AutoCloseable {
    KeptClient(RegistryHosts hosts, OpContext context) {
      this(new RegistryClient(hosts, SessionCredentials.of(context.sessions())));
    }

    @Override
    public void close() {
      // holds nothing but tokens
    }
  }

  /** What the name stands for; asked once for all of a build, so that it stays one image. */
  Descriptor root(
      SourceOp source, ImageIdentifier id, ImageRepository repository, OpContext context)
      throws IOException {
    if (isLayout(source)) {
      return repository.resolve();
    }
    try {
      return context.once(
          Descriptor.class,
          "image " + id.mode() + " " + id.reference(),
          () -> {
            try {
              return resolveName(id, repository);
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private Descriptor resolveName(ImageIdentifier id, ImageRepository repository)
      throws IOException {
    if (id.reference().digest().isPresent()) {
      Optional<Descriptor> here = puller.local(id.reference().digest().get());
      return here.isPresent() ? here.get() : repository.resolve();
    }
    String name = id.reference().toString();
    Optional<Descriptor> known = names.get(name);
    if (known.isPresent() && id.mode() == ImageIdentifier.Mode.LOCAL) {
      return known.get();
    }
    try {
      Descriptor root = repository.resolve();
      names.put(name, root);
      return root;
    } catch (GatewayException e) {
      // Without a network the image of the last time is better than none.
      if (e.code() == Code.UNAVAILABLE
          && known.isPresent()
          && id.mode() == ImageIdentifier.Mode.DEFAULT) {
        return known.get();
      }
      throw e;
    }
  }
}
