package dev.bowsprit.runtime.exporter;

import dev.bowsprit.runtime.worker.layer.Compression;
import java.util.Map;
import java.util.Optional;

/** One kind of exporter, by the type that clients name. */
public interface Exporter {

  /** The type: {@code image}, {@code oci}, {@code docker}, {@code local} or {@code tar}. */
  String type();

  /**
   * Checks the attributes of one export before the build begins.
   *
   * @param id tells the exports of one build apart, when their results go to the client
   * @throws dev.bowsprit.gateway.GatewayException INVALID_ARGUMENT if an attribute is wrong
   */
  Export prepare(int id, Map<String, String> attributes);

  /** One export of one build. */
  interface Export {

    /**
     * The line under which progress shows it, for instance {@code exporting to oci image format}.
     */
    String name();

    /**
     * The compression in which the layers of the result will be asked for; empty if none will be,
     * or not as they are.
     */
    default Optional<Compression> layers() {
      return Optional.empty();
    }

    /**
     * Exports a result.
     *
     * @return the exporter response, for instance {@code containerimage.digest}
     */
    Map<String, String> export(BuildOutput output, ExportContext context);
  }
}
