package dev.bowsprit.runtime.source.image;

import dev.bowsprit.llb.Digest;
import dev.bowsprit.llb.ImageReference;
import dev.bowsprit.runtime.source.registry.RegistryClient;
import dev.bowsprit.runtime.worker.content.Descriptor;
import dev.bowsprit.runtime.worker.image.Manifests;
import dev.bowsprit.runtime.worker.image.MediaTypes;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** An image in a registry. */
record RegistryRepository(RegistryClient client, ImageReference reference)
    implements ImageRepository {

  @Override
  public String name() {
    return reference.toString();
  }

  @Override
  public Descriptor resolve() {
    return client.resolve(reference);
  }

  @Override
  public byte[] document(Descriptor descriptor) throws IOException {
    String type = descriptor.mediaType();
    if (MediaTypes.isIndex(type) || MediaTypes.isManifest(type)) {
      return client.manifest(reference, descriptor.digest());
    }
    try (InputStream in = client.blob(reference, descriptor.digest(), 0)) {
      return in.readNBytes(ImagePuller.MAX_DOCUMENT + 1);
    }
  }

  @Override
  public InputStream blob(Digest digest, long offset) {
    return client.blob(reference, digest, offset);
  }

  @Override
  public List<Manifests.Referrer> referrers(Digest digest) throws IOException {
    return client.referrers(reference, digest);
  }
}
