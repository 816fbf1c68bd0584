package dev.bowsprit.runtime.session.client;

import com.google.protobuf.Timestamp;
import com.google.protobuf.UnsafeByteOperations;
import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.llb.Digest;
import dev.bowsprit.runtime.session.FileHeaders;
import dev.bowsprit.runtime.session.transport.CallHeaders;
import dev.bowsprit.runtime.session.transport.GrpcErrors;
import dev.bowsprit.runtime.session.transport.MessageStream;
import dev.bowsprit.runtime.wire.content.ContentGrpc;
import dev.bowsprit.runtime.wire.content.Info;
import dev.bowsprit.runtime.wire.content.InfoRequest;
import dev.bowsprit.runtime.wire.content.InfoResponse;
import dev.bowsprit.runtime.wire.content.ReadContentRequest;
import dev.bowsprit.runtime.wire.content.ReadContentResponse;
import io.grpc.Metadata;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;

/** Lets the daemon read the OCI image layouts that the user named, blob by blob. */
final class ContentService extends ContentGrpc.ContentImplBase {

  /** The greatest piece of a blob in one message, in bytes. */
  private static final int CHUNK = 1 << 20;

  private final Map<String, Path> layouts;

  /**
   * A service.
   *
   * @param layouts the folders of image layouts, by the ids by which the daemon asks for them
   */
  ContentService(Map<String, Path> layouts) {
    this.layouts = Map.copyOf(layouts);
  }

  @Override
  public void info(InfoRequest request, StreamObserver<InfoResponse> responses) {
    try {
      Path blob = blob(CallHeaders.current(), request.getDigest());
      Instant modified = Files.getLastModifiedTime(blob).toInstant();
      Timestamp time =
          Timestamp.newBuilder()
              .setSeconds(modified.getEpochSecond())
              .setNanos(modified.getNano())
              .build();
      responses.onNext(
          InfoResponse.newBuilder()
              .setInfo(
                  Info.newBuilder()
                      .setDigest(request.getDigest())
                      .setSize(Files.size(blob))
                      .setCreatedAt(time)
                      .setUpdatedAt(time))
              .build());
      responses.onCompleted();
    } catch (IOException e) {
      responses.onError(GrpcErrors.toGrpc(unreadable(request.getDigest(), e)));
    } catch (GatewayException e) {
      responses.onError(GrpcErrors.toGrpc(e));
    }
  }

  @Override
  public void read(ReadContentRequest request, StreamObserver<ReadContentResponse> responses) {
    Metadata headers = CallHeaders.current();
    MessageStream.<ReadContentResponse, ReadContentRequest>serve(
        responses,
        "content-read",
        stream -> {
          try {
            send(blob(headers, request.getDigest()), request, stream);
          } catch (IOException e) {
            throw unreadable(request.getDigest(), e);
          }
        });
  }

  private static void send(
      Path blob,
      ReadContentRequest request,
      MessageStream<ReadContentResponse, ReadContentRequest> stream)
      throws IOException {
    try (FileChannel channel = FileChannel.open(blob, StandardOpenOption.READ)) {
      long size = channel.size();
      long offset = request.getOffset();
      if (offset < 0 || offset > size) {
        throw GatewayException.of(
            GatewayException.Code.OUT_OF_RANGE, "read past object length " + size + " bytes");
      }
      long end = request.getSize() > 0 ? Math.min(size, offset + request.getSize()) : size;
      while (offset < end) {
        ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(CHUNK, end - offset));
        if (channel.read(buffer, offset) <= 0) {
          return;
        }
        buffer.flip();
        int count = buffer.remaining();
        stream.send(
            ReadContentResponse.newBuilder()
                .setOffset(offset)
                .setData(UnsafeByteOperations.unsafeWrap(buffer))
                .build());
        offset += count;
      }
    }
  }

  private Path blob(Metadata headers, String digest) {
    String id = FileHeaders.first(headers, FileHeaders.STORE_ID).orElse("");
    Path layout = layouts.get(id);
    if (layout == null) {
      throw GatewayException.of(GatewayException.Code.NOT_FOUND, "unknown store " + id);
    }
    Digest parsed;
    try {
      parsed = Digest.parse(digest);
    } catch (IllegalArgumentException e) {
      throw GatewayException.of(
          GatewayException.Code.INVALID_ARGUMENT,
          Objects.requireNonNullElse(e.getMessage(), digest));
    }
    Path blob = layout.resolve("blobs").resolve(parsed.algorithm()).resolve(parsed.hex());
    if (!Files.isRegularFile(blob)) {
      throw GatewayException.of(
          GatewayException.Code.NOT_FOUND, "content " + digest + ": not found");
    }
    return blob;
  }

  private static GatewayException unreadable(String digest, IOException e) {
    return GatewayException.of(
        GatewayException.Code.UNKNOWN, "cannot read " + digest + ": " + e.getMessage());
  }
}
