package dev.bowsprit.runtime.source.image;

import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.gateway.GatewayException.Code;
import dev.bowsprit.llb.Digest;
import dev.bowsprit.runtime.solver.CacheMap;
import dev.bowsprit.runtime.solver.Op;
import dev.bowsprit.runtime.solver.OpContext;
import dev.bowsprit.runtime.solver.VertexProgress;
import dev.bowsprit.runtime.source.Hashes;
import dev.bowsprit.runtime.source.Source;
import dev.bowsprit.runtime.worker.ref.ImmutableRef;
import dev.bowsprit.runtime.worker.ref.RefInfo;
import dev.bowsprit.runtime.worker.ref.RefStore;
import dev.bowsprit.wire.gateway.ResolveSourceMetaRequest;
import dev.bowsprit.wire.gateway.ResolveSourceMetaResponse;
import dev.bowsprit.wire.pb.Platform;
import dev.bowsprit.wire.pb.SourceOp;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * Single blobs as files: {@code docker-image+blob://NAME@DIGEST} from a registry, {@code
 * oci-layout+blob://NAME@DIGEST} from a layout of the client.
 */
public final class BlobSource implements Source {

  private static final String LAYOUT = "oci-layout+blob";

  private final ImageSource images;
  private final RefStore refs;

  /**
   * A source of blobs.
   *
   * @param images knows how to reach registries and layouts
   * @param refs where the files go
   */
  public BlobSource(ImageSource images, RefStore refs) {
    this.images = images;
    this.refs = refs;
  }

  @Override
  public Set<String> schemes() {
    return Set.of("docker-image+blob", LAYOUT);
  }

  private static boolean isLayout(SourceOp source) {
    return source.getIdentifier().startsWith(LAYOUT + "://");
  }

  @Override
  public Op op(SourceOp source, Platform platform) {
    boolean layout = isLayout(source);
    return new BlobOp(BlobIdentifier.parse(source, layout), layout);
  }

  @Override
  public ResolveSourceMetaResponse resolve(ResolveSourceMetaRequest request, OpContext context) {
    // A blob is named by its digest: there is nothing more to tell.
    BlobIdentifier.check(request.getSource(), isLayout(request.getSource()));
    return ResolveSourceMetaResponse.newBuilder().setSource(request.getSource()).build();
  }

  /**
   * Gets a blob.
   *
   * @param layout whether it comes from a layout of the client
   * @param out takes the content, which is right only if nothing is thrown
   * @throws GatewayException if there is no such blob, or it has another digest
   */
  private Digest fetch(BlobIdentifier blob, boolean layout, OpContext context, OutputStream out)
      throws IOException {
    Digest wanted = blob.digest();
    Digest got;
    try (InputStream in = images.repository(layout, blob.image(), context).blob(wanted, 0)) {
      got = Hashes.copy(in, out, wanted.algorithm());
    }
    if (!got.equals(wanted)) {
      throw GatewayException.of(
          Code.UNKNOWN, "blob digest mismatch: expected " + wanted + ", got " + got);
    }
    return got;
  }

  /**
   * Gets the blob of a locator.
   *
   * @param source a blob source without attributes of a file
   * @param out takes the content, which is right only if nothing is thrown
   * @throws GatewayException if there is no such blob, or it has another digest
   */
  public void fetch(SourceOp source, OpContext context, OutputStream out) throws IOException {
    boolean layout = isLayout(source);
    var _ = fetch(BlobIdentifier.parse(source, layout), layout, context, out);
  }

  private final class BlobOp implements Op {

    private final BlobIdentifier blob;
    private final boolean layout;

    BlobOp(BlobIdentifier blob, boolean layout) {
      this.blob = blob;
      this.layout = layout;
    }

    @Override
    public CacheMap cacheMap(OpContext context) {
      return new CacheMap(blob.key(), List.of());
    }

    @Override
    public List<ImmutableRef> exec(OpContext context, List<ImmutableRef> inputs) {
      RefInfo info = new RefInfo("blob " + blob.image().reference(), blob.image().recordType());
      try (VertexProgress.Status _ = context.progress().status("pull " + blob.digest(), 0)) {
        return List.of(
            blob.look()
                .layer(
                    refs,
                    info,
                    blob.name(),
                    Instant.EPOCH,
                    out -> fetch(blob, layout, context, out))
                .ref());
      } catch (IOException e) {
        throw ImageSource.failed(e);
      }
    }
  }
}
