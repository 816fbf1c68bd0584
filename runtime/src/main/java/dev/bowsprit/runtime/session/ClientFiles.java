package dev.bowsprit.runtime.session;

import com.google.protobuf.ByteString;
import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.runtime.session.fsutil.FileSender;
import dev.bowsprit.runtime.session.fsutil.FileTree;
import dev.bowsprit.runtime.session.transport.MessageStream;
import dev.bowsprit.runtime.wire.filesync.BytesMessage;
import dev.bowsprit.runtime.wire.filesync.FileSendGrpc;
import dev.bowsprit.runtime.wire.filesync.FileSyncGrpc;
import dev.bowsprit.runtime.wire.fsutil.Packet;
import io.grpc.Metadata;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The daemon's side of the file services: gets a client's folders, gives it results. */
public final class ClientFiles {

  private static final String RECEIVE = "/moby.filesync.v1.FileSync/DiffCopy";
  private static final String SEND = "/moby.filesync.v1.FileSend/DiffCopy";

  /** The greatest piece of a file in one message, in bytes; old clients take 4 MiB. */
  private static final int CHUNK = 1 << 20;

  private ClientFiles() {}

  /**
   * What is wanted of a client's folder.
   *
   * @param name the folder, for instance {@code context}
   * @param includes patterns of which one must match; empty for all
   * @param excludes patterns of which none must match
   * @param followPaths paths to be sent with what links on them lead to
   */
  public record Request(
      String name, List<String> includes, List<String> excludes, List<String> followPaths) {

    /** Takes copies. */
    public Request {
      includes = List.copyOf(includes);
      excludes = List.copyOf(excludes);
      followPaths = List.copyOf(followPaths);
    }
  }

  /**
   * Opens the stream on which a client sends a folder, for {@link
   * dev.bowsprit.runtime.session.fsutil.FileReceiver}. Closing it cancels the transfer.
   *
   * @throws GatewayException if the client sends no folders
   */
  public static MessageStream<Packet, Packet> receive(Session session, Request request) {
    if (!session.supports(RECEIVE)) {
      throw GatewayException.of(GatewayException.Code.UNKNOWN, "no local sources enabled");
    }
    Metadata headers = new Metadata();
    FileHeaders.put(headers, FileHeaders.DIR_NAME, List.of(request.name()));
    FileHeaders.put(headers, FileHeaders.INCLUDE_PATTERNS, request.includes());
    FileHeaders.put(headers, FileHeaders.EXCLUDE_PATTERNS, request.excludes());
    FileHeaders.put(headers, FileHeaders.FOLLOW_PATHS, request.followPaths());
    FileHeaders.put(headers, FileHeaders.FILE_IDENTITY, List.of("1"));
    return MessageStream.call(session.channel(), FileSyncGrpc.getDiffCopyMethod(), headers);
  }

  /**
   * Sends a tree to the folder that the client chose for an exporter.
   *
   * @param exporterId which of the build's exporters it is
   */
  public static void sendTree(Session session, int exporterId, FileTree tree) {
    Metadata headers = exporterHeaders(session, exporterId);
    FileHeaders.put(headers, FileHeaders.EXPORTER_MULTI_PLATFORM, List.of("1"));
    // The service speaks of bytes in both of its uses; packets are what this one carries.
    try (MessageStream<Packet, Packet> stream =
        MessageStream.call(
            session.channel(),
            FileSyncGrpc.getDiffCopyMethod().toBuilder()
                .setFullMethodName(SEND.substring(1))
                .build(),
            headers)) {
      FileSender.send(stream, tree);
      stream.finishBoth();
    }
  }

  /**
   * Opens the file that the client chose for an exporter. Closing it waits until the client has the
   * whole file.
   *
   * @param exporterId which of the build's exporters it is
   * @param metadata the exporter's response, which the client may name the file by
   */
  public static OutputStream sendFile(
      Session session, int exporterId, Map<String, String> metadata) {
    Metadata headers = exporterHeaders(session, exporterId);
    metadata.forEach(
        (key, value) ->
            headers.put(
                Metadata.Key.of(
                    FileHeaders.EXPORTER_METADATA_PREFIX + key, Metadata.ASCII_STRING_MARSHALLER),
                value));
    return new FileStream(
        MessageStream.call(session.channel(), FileSendGrpc.getDiffCopyMethod(), headers));
  }

  private static Metadata exporterHeaders(Session session, int exporterId) {
    if (!session.supports(SEND)) {
      throw GatewayException.of(
          GatewayException.Code.UNKNOWN, "method " + SEND + " not supported by the client");
    }
    Metadata headers = new Metadata();
    FileHeaders.put(headers, FileHeaders.EXPORTER_ID, List.of(Integer.toString(exporterId)));
    return headers;
  }

  private static final class FileStream extends OutputStream {

    private final MessageStream<BytesMessage, BytesMessage> stream;
    private boolean closed;

    FileStream(MessageStream<BytesMessage, BytesMessage> stream) {
      this.stream = stream;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
      Objects.checkFromIndexSize(offset, length, source.length);
      try {
        for (int done = 0; done < length; done += CHUNK) {
          int count = Math.min(CHUNK, length - done);
          stream.send(
              BytesMessage.newBuilder()
                  .setData(ByteString.copyFrom(source, offset + done, count))
                  .build());
        }
      } catch (GatewayException e) {
        throw new IOException(reason(e), e);
      }
    }

    /** The client may have failed before, which tells more than that it takes nothing now. */
    private String reason(GatewayException e) {
      try {
        while (stream.receive().isPresent()) {
          // clients send nothing here
        }
      } catch (GatewayException earlier) {
        return String.valueOf(earlier.getMessage());
      }
      return String.valueOf(e.getMessage());
    }

    @Override
    public void close() throws IOException {
      if (closed) {
        return;
      }
      closed = true;
      try (stream) {
        stream.finishBoth();
      } catch (GatewayException e) {
        throw new IOException(e.getMessage(), e);
      }
    }
  }
}
