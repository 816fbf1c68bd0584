package dev.bowsprit.runtime.source.image;

import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.gateway.GatewayException.Code;
import dev.bowsprit.llb.Digest;
import dev.bowsprit.llb.ImageReference;
import dev.bowsprit.runtime.session.ClientContent;
import dev.bowsprit.runtime.worker.content.Descriptor;
import dev.bowsprit.runtime.worker.image.Manifests;
import java.io.IOException;
import java.io.InputStream;

/** An image in an OCI layout of a client, which is named by its digest. */
record LayoutRepository(ClientContent content, ImageReference reference)
    implements ImageRepository {

  @Override
  public String name() {
    return reference.toString();
  }

  @Override
  public Descriptor resolve() throws IOException {
    Digest digest =
        reference
            .digest()
            .orElseThrow(
                () ->
                    GatewayException.of(
                        Code.INVALID_ARGUMENT, "reference \"" + reference + "\" must have digest"));
    byte[] root = read(digest, content.size(digest));
    try {
      return new Descriptor(Manifests.mediaType(root), digest, root.length);
    } catch (IOException e) {
      throw new IOException(
          "reference \"" + reference + "\" contains neither an index nor a manifest", e);
    }
  }

  @Override
  public byte[] document(Descriptor descriptor) throws IOException {
    return read(descriptor.digest(), descriptor.size());
  }

  private byte[] read(Digest digest, long size) throws IOException {
    if (size > ImagePuller.MAX_DOCUMENT) {
      throw new IOException("manifest or config " + digest + " is too large");
    }
    try (InputStream in = content.read(digest, 0)) {
      return in.readNBytes(ImagePuller.MAX_DOCUMENT + 1);
    }
  }

  @Override
  public InputStream blob(Digest digest, long offset) {
    return content.read(digest, offset);
  }
}
