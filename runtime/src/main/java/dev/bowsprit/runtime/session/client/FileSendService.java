package dev.bowsprit.runtime.session.client;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.runtime.session.FileHeaders;
import dev.bowsprit.runtime.session.fsutil.FileReceiver;
import dev.bowsprit.runtime.session.transport.CallHeaders;
import dev.bowsprit.runtime.session.transport.MessageStream;
import dev.bowsprit.runtime.wire.filesync.BytesMessage;
import dev.bowsprit.runtime.wire.filesync.FileSendGrpc;
import dev.bowsprit.runtime.wire.fsutil.Packet;
import io.grpc.BindableService;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Optional;

/**
 * Takes the results of exports: files as bytes, folders as file transfers. Both come by the same
 * method, so its messages are read only once it is known which of the two they are.
 */
final class FileSendService implements BindableService {

  private final Map<Integer, OutputTarget> targets;

  FileSendService(Map<Integer, OutputTarget> targets) {
    this.targets = Map.copyOf(targets);
  }

  @Override
  public ServerServiceDefinition bindService() {
    MethodDescriptor<byte[], byte[]> method =
        FileSendGrpc.getDiffCopyMethod().toBuilder(new RawMessages(), new RawMessages())
            .setSchemaDescriptor(null)
            .build();
    return ServerServiceDefinition.builder(FileSendGrpc.SERVICE_NAME)
        .addMethod(method, ServerCalls.asyncBidiStreamingCall(this::diffCopy))
        .build();
  }

  private StreamObserver<byte[]> diffCopy(StreamObserver<byte[]> responses) {
    Metadata headers = CallHeaders.current();
    return MessageStream.<byte[], byte[]>serve(
        responses,
        "file-send",
        stream -> {
          try {
            receive(stream, target(headers));
          } catch (IOException e) {
            throw GatewayException.of(GatewayException.Code.UNKNOWN, reason(e));
          }
        });
  }

  private OutputTarget target(Metadata headers) {
    String id = FileHeaders.first(headers, FileHeaders.EXPORTER_ID).orElse("0");
    OutputTarget target = id.matches("\\d{1,9}") ? targets.get(Integer.parseInt(id)) : null;
    if (target == null) {
      throw GatewayException.of(GatewayException.Code.UNKNOWN, "exporter " + id + " not found");
    }
    return target;
  }

  private static void receive(MessageStream<byte[], byte[]> stream, OutputTarget target)
      throws IOException {
    switch (target) {
      case OutputTarget.ToFolder to -> receiveFolder(stream, to);
      case OutputTarget.ToFile to -> receiveFile(stream, to.file());
      case OutputTarget.ToStream to -> {
        try (OutputStream out = to.opener().open()) {
          copy(stream, out);
        }
      }
    }
  }

  private static void receiveFolder(MessageStream<byte[], byte[]> stream, OutputTarget.ToFolder to)
      throws IOException {
    Files.createDirectories(to.folder());
    LocalFolderTarget target = new LocalFolderTarget(to.folder().toRealPath(), to.deleteOthers());
    try {
      FileReceiver.receive(new PacketStream(stream), target);
      target.finish();
    } finally {
      target.cleanUp();
    }
  }

  /** Reads and writes packets on a stream of raw messages. */
  private record PacketStream(MessageStream<byte[], byte[]> raw) implements FileReceiver.Packets {

    @Override
    public Optional<Packet> receive() {
      Optional<byte[]> message = raw.receive();
      try {
        return message.isEmpty() ? Optional.empty() : Optional.of(Packet.parseFrom(message.get()));
      } catch (InvalidProtocolBufferException e) {
        throw malformed(e);
      }
    }

    @Override
    public void send(Packet packet) {
      raw.send(packet.toByteArray());
    }

    @Override
    public void finishBoth() {
      raw.finishBoth();
    }
  }

  private static void receiveFile(MessageStream<byte[], byte[]> stream, Path file)
      throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null || (Files.exists(file) && !Files.isRegularFile(file))) {
      // a device or a pipe, say, which nothing can be renamed to
      try (OutputStream out = Files.newOutputStream(file)) {
        copy(stream, out);
      }
      return;
    }
    Files.createDirectories(folder);
    Path part =
        folder.resolve("." + file.getFileName() + ".bowsprit-" + ProcessHandle.current().pid());
    try {
      try (OutputStream out = Files.newOutputStream(part)) {
        copy(stream, out);
      }
      Files.move(part, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  private static void copy(MessageStream<byte[], byte[]> stream, OutputStream out)
      throws IOException {
    Optional<byte[]> message = stream.receive();
    while (message.isPresent()) {
      try {
        BytesMessage.parseFrom(message.get()).getData().writeTo(out);
      } catch (InvalidProtocolBufferException e) {
        throw malformed(e);
      }
      message = stream.receive();
    }
  }

  private static GatewayException malformed(InvalidProtocolBufferException e) {
    return GatewayException.of(
        GatewayException.Code.INVALID_ARGUMENT, "malformed message: " + e.getMessage());
  }

  private static String reason(IOException e) {
    return e instanceof FileSystemException f && f.getReason() != null
        ? f.getFile() + ": " + f.getReason()
        : String.valueOf(e.getMessage());
  }
}
