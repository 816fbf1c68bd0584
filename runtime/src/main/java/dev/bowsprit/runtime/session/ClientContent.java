package dev.bowsprit.runtime.session;

import com.google.protobuf.ByteString;
import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.gateway.GatewayException.Code;
import dev.bowsprit.llb.Digest;
import dev.bowsprit.runtime.session.transport.GrpcErrors;
import dev.bowsprit.runtime.session.transport.MessageStream;
import dev.bowsprit.runtime.wire.content.ContentGrpc;
import dev.bowsprit.runtime.wire.content.InfoRequest;
import dev.bowsprit.runtime.wire.content.ReadContentRequest;
import dev.bowsprit.runtime.wire.content.ReadContentResponse;
import dev.bowsprit.runtime.wire.content.WriteAction;
import dev.bowsprit.runtime.wire.content.WriteContentRequest;
import dev.bowsprit.runtime.wire.content.WriteContentResponse;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A content store of a client: an OCI layout that it offers as a source ({@code oci:ID}), or the
 * place where it wants exported images ({@code export}).
 */
public final class ClientContent {

  private static final int CHUNK = 1 << 20;

  private final Session session;
  private final Metadata headers = new Metadata();

  /** The store of an id. */
  public ClientContent(Session session, String storeId) {
    this.session = session;
    FileHeaders.put(headers, FileHeaders.STORE_ID, List.of(storeId));
  }

  /**
   * The length of a blob in bytes.
   *
   * @throws GatewayException NOT_FOUND if it is not there
   */
  public long size(Digest digest) {
    try {
      return ContentGrpc.newBlockingStub(session.channel())
          .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
          .info(InfoRequest.newBuilder().setDigest(digest.toString()).build())
          .getInfo()
          .getSize();
    } catch (StatusRuntimeException e) {
      throw GrpcErrors.fromGrpc(e);
    }
  }

  /** Opens a blob from an offset on. Closing it ends the transfer. */
  public InputStream read(Digest digest, long offset) {
    MessageStream<ReadContentRequest, ReadContentResponse> stream =
        MessageStream.call(
            session.channel(),
            ContentGrpc.getReadMethod().toBuilder()
                .setType(io.grpc.MethodDescriptor.MethodType.BIDI_STREAMING)
                .build(),
            headers);
    stream.send(
        ReadContentRequest.newBuilder().setDigest(digest.toString()).setOffset(offset).build());
    stream.finish();
    return new BlobStream(stream);
  }

  /** Writes a blob; does nothing if the client has it. */
  public void write(Digest digest, long size, InputStream content) throws IOException {
    String ref = "bowsprit-" + UUID.randomUUID();
    try (MessageStream<WriteContentRequest, WriteContentResponse> stream =
        MessageStream.call(session.channel(), ContentGrpc.getWriteMethod(), headers)) {
      WriteContentRequest.Builder first =
          WriteContentRequest.newBuilder()
              .setAction(WriteAction.STAT)
              .setRef(ref)
              .setTotal(size)
              .setExpected(digest.toString());
      exchange(stream, first.build());
      long offset = 0;
      byte[] buffer = new byte[CHUNK];
      for (int read = content.readNBytes(buffer, 0, CHUNK);
          read > 0;
          read = content.readNBytes(buffer, 0, CHUNK)) {
        exchange(
            stream,
            WriteContentRequest.newBuilder()
                .setAction(WriteAction.WRITE)
                .setOffset(offset)
                .setData(ByteString.copyFrom(buffer, 0, read))
                .build());
        offset += read;
      }
      exchange(
          stream,
          WriteContentRequest.newBuilder()
              .setAction(WriteAction.COMMIT)
              .setTotal(size)
              .setOffset(offset)
              .setExpected(digest.toString())
              .build());
      stream.finish();
    } catch (GatewayException e) {
      if (e.code() != Code.ALREADY_EXISTS) {
        throw e;
      }
    }
  }

  private static void exchange(
      MessageStream<WriteContentRequest, WriteContentResponse> stream,
      WriteContentRequest request) {
    stream.send(request);
    if (stream.receive().isEmpty()) {
      throw GatewayException.of(Code.UNAVAILABLE, "the client ended the transfer of a blob");
    }
  }

  private static final class BlobStream extends InputStream {
    private final MessageStream<ReadContentRequest, ReadContentResponse> stream;
    private ByteString data = ByteString.EMPTY;
    private int at;

    BlobStream(MessageStream<ReadContentRequest, ReadContentResponse> stream) {
      this.stream = stream;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      try {
        while (at == data.size()) {
          Optional<ReadContentResponse> next = stream.receive();
          if (next.isEmpty()) {
            return -1;
          }
          data = next.get().getData();
          at = 0;
        }
      } catch (GatewayException e) {
        throw new IOException(e.getMessage(), e);
      }
      int part = Math.min(length, data.size() - at);
      data.substring(at, at + part).copyTo(bytes, offset);
      at += part;
      return part;
    }

    @Override
    public void close() {
      stream.close();
    }
  }
}
