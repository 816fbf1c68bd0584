package dev.bowsprit.runtime.source.image;

import dev.bowsprit.llb.Digest;
import dev.bowsprit.runtime.worker.content.ContentStore;
import dev.bowsprit.runtime.worker.image.ImagePlatform;
import dev.bowsprit.runtime.worker.image.Manifests;
import dev.bowsprit.runtime.worker.image.MediaTypes;
import java.io.IOException;
import java.util.Optional;

/** Knows which images are whole in a content store. */
public final class StoredImages {

  private static final int MAX_DEPTH = 4;

  private final ContentStore content;

  /** The images of a store. */
  public StoredImages(ContentStore content) {
    this.content = content;
  }

  /** Whether manifest, config and layers of an image for this host are here. */
  public boolean has(Digest root) throws IOException {
    Digest digest = root;
    for (int depth = 0; depth < MAX_DEPTH && content.size(digest).isPresent(); depth++) {
      byte[] document = content.read(digest);
      if (!MediaTypes.isIndex(Manifests.mediaType(document))) {
        Manifests.Manifest manifest = Manifests.manifest(document);
        return content.size(manifest.config().digest()).isPresent()
            && manifest.layers().stream()
                .allMatch(layer -> content.size(layer.digest()).isPresent());
      }
      Optional<Manifests.Entry> entry =
          Manifests.select(Manifests.index(document), ImagePlatform.host());
      if (entry.isEmpty()) {
        return false;
      }
      digest = entry.get().descriptor().digest();
    }
    return false;
  }
}
