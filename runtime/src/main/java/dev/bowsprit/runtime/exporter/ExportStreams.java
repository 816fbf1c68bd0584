package dev.bowsprit.runtime.exporter;

import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.gateway.GatewayException.Code;
import dev.bowsprit.runtime.session.ClientFiles;
import dev.bowsprit.runtime.session.Session;
import dev.bowsprit.runtime.solver.VertexProgress;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;

/** Sends archives to the file that the client chose. */
final class ExportStreams {

  private static final int BUFFER = 1 << 19;

  /** Writes an archive. */
  interface Writer {
    void writeTo(OutputStream out) throws IOException;
  }

  private ExportStreams() {}

  /** The client of an export. */
  static Session client(ExportContext context) {
    return context
        .session()
        .orElseThrow(
            () ->
                GatewayException.of(
                    Code.NOT_FOUND, "no active session to which the result could be sent"));
  }

  /** Sends an archive; a client that has it already may say so. */
  static void send(
      ExportContext context, int exporterId, Map<String, String> response, Writer writer) {
    Session session = client(context);
    try (VertexProgress.Status _ = context.progress().status("sending tarball", 0);
        OutputStream out =
            new BufferedOutputStream(ClientFiles.sendFile(session, exporterId, response), BUFFER)) {
      writer.writeTo(out);
    } catch (IOException e) {
      if (e.getCause() instanceof GatewayException cause) {
        if (cause.code() == Code.ALREADY_EXISTS) {
          return;
        }
        throw cause;
      }
      throw new GatewayException(
          GatewayException.of(Code.UNKNOWN, String.valueOf(e.getMessage())).status(), e);
    }
  }
}
