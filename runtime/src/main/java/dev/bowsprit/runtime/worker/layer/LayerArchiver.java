package dev.bowsprit.runtime.worker.layer;

import dev.bowsprit.runtime.worker.content.Descriptor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/**
 * Turns a layer's folder into a blob of the content store and back, byte for byte as BuildKit does,
 * so that equal files give equal diffIDs.
 */
public interface LayerArchiver {

  /**
   * Writes the tar archive of a layer.
   *
   * @param layer the folder of the layer, in overlayfs's form
   * @param below the folders of the layers below, lowest first; needed to leave out entries that
   *     hide nothing
   * @param compression of the blob
   * @param epoch the latest time an entry may carry, in seconds since 1970, or empty to keep times
   */
  LayerBlob archive(Path layer, List<Path> below, Compression compression, OptionalLong epoch)
      throws IOException;

  /**
   * Unpacks a blob of the content store, of any layer media type, into the folder of a new layer.
   *
   * @return the blob with its diffID
   * @throws IOException if the archive is broken or wants to write outside the folder
   */
  LayerBlob unpack(Descriptor blob, Path layer) throws IOException;

  /** The same layer in another compression. */
  LayerBlob convert(LayerBlob blob, Compression compression) throws IOException;
}
