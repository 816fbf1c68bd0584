package dev.bowsprit.runtime.source.image;

import dev.bowsprit.llb.Digest;
import dev.bowsprit.runtime.worker.content.Descriptor;
import dev.bowsprit.runtime.worker.image.Manifests;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** Where one image comes from. */
interface ImageRepository {

  /** The image's name, for people. */
  String name();

  /**
   * What the name stands for now.
   *
   * @throws dev.bowsprit.gateway.GatewayException NOT_FOUND if there is no such image
   */
  Descriptor resolve() throws IOException;

  /** A manifest, index or config, not yet verified. */
  byte[] document(Descriptor descriptor) throws IOException;

  /** A blob from an offset on. */
  InputStream blob(Digest digest, long offset) throws IOException;

  /** The manifests that say that they are about another one; none where nobody knows. */
  default List<Manifests.Referrer> referrers(Digest digest) throws IOException {
    return List.of();
  }
}
