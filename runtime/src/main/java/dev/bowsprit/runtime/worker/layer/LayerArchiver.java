package dev.bowsprit.runtime.worker.layer;

import dev.bowsprit.llb.Digest;
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
   * @param below the folders of the layers below, lowest first: a folder that the archive needs but
   *     has no entry for gets owner and mode of the one that it covers. With none it gets root and
   *     0755, as it must where the layer is to be used over any other.
   * @return the blob with its diffID
   * @throws IOException if the archive is broken or wants to write outside the folder
   */
  LayerBlob unpack(Descriptor blob, Path layer, List<Path> below) throws IOException;

  /** Unpacks a blob over nothing known. */
  default LayerBlob unpack(Descriptor blob, Path layer) throws IOException {
    return unpack(blob, layer, List.of());
  }

  /** The same layer in another compression; the same blob if it has that compression already. */
  LayerBlob convert(LayerBlob blob, Compression compression) throws IOException;

  /**
   * The same layer with no entry later than a time, in seconds since 1970, which gives it another
   * diffID.
   */
  LayerBlob rewrite(LayerBlob blob, Compression compression, long epoch) throws IOException;

  /** The diffID of a blob, by reading it. */
  Digest diffId(Descriptor blob) throws IOException;
}
