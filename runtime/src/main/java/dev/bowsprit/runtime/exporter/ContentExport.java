package dev.bowsprit.runtime.exporter;

import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.gateway.GatewayException.Code;
import dev.bowsprit.llb.Digest;
import dev.bowsprit.runtime.session.ClientContent;
import dev.bowsprit.runtime.solver.VertexProgress;
import dev.bowsprit.runtime.worker.content.ContentStore;
import dev.bowsprit.runtime.worker.content.Descriptor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.util.Map;

/** Copies an image into the content store of a client, which makes an OCI layout folder of it. */
final class ContentExport {

  private ContentExport() {}

  /** Copies layers, then what names them, so that the client never has half an image. */
  static void copy(BuiltImage image, ContentStore content, ExportContext context) {
    ClientContent client = new ClientContent(ExportStreams.client(context), "export");
    try (VertexProgress.Status _ = context.progress().status("sending image", 0)) {
      for (Descriptor layer : image.layers().values()) {
        try (InputStream in = Channels.newInputStream(content.open(layer.digest()))) {
          client.write(layer.digest(), layer.size(), in);
        }
      }
      for (Map.Entry<Digest, byte[]> document : image.documents().entrySet()) {
        byte[] bytes = document.getValue();
        client.write(document.getKey(), bytes.length, new ByteArrayInputStream(bytes));
      }
    } catch (IOException e) {
      throw new GatewayException(
          GatewayException.of(Code.UNKNOWN, String.valueOf(e.getMessage())).status(), e);
    }
  }
}
