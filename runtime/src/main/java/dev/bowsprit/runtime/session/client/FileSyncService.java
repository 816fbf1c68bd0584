package dev.bowsprit.runtime.session.client;

import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.runtime.session.FileHeaders;
import dev.bowsprit.runtime.session.fsutil.DirectoryTree;
import dev.bowsprit.runtime.session.fsutil.FileSender;
import dev.bowsprit.runtime.session.transport.CallHeaders;
import dev.bowsprit.runtime.session.transport.MessageStream;
import dev.bowsprit.runtime.wire.filesync.FileSyncGrpc;
import dev.bowsprit.runtime.wire.fsutil.Packet;
import io.grpc.Metadata;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** Sends those folders that the user named, and no others. */
final class FileSyncService extends FileSyncGrpc.FileSyncImplBase {

  private final Map<String, Path> folders;

  FileSyncService(Map<String, Path> folders) {
    this.folders = Map.copyOf(folders);
  }

  @Override
  public StreamObserver<Packet> diffCopy(StreamObserver<Packet> responses) {
    Metadata headers = CallHeaders.current();
    return MessageStream.<Packet, Packet>serve(
        responses, "file-sync", stream -> FileSender.send(stream, tree(headers)));
  }

  private DirectoryTree tree(Metadata headers) {
    String name = FileHeaders.first(headers, FileHeaders.DIR_NAME).orElse("");
    Path folder = folders.get(name);
    if (folder == null) {
      throw GatewayException.of(
          GatewayException.Code.NOT_FOUND, "no access allowed to dir \"" + name + '"');
    }
    try {
      return DirectoryTree.of(
          folder,
          FileHeaders.all(headers, FileHeaders.INCLUDE_PATTERNS),
          FileHeaders.all(headers, FileHeaders.EXCLUDE_PATTERNS),
          FileHeaders.all(headers, FileHeaders.FOLLOW_PATHS),
          FileHeaders.first(headers, FileHeaders.FILE_IDENTITY).isPresent());
    } catch (IllegalArgumentException e) {
      throw GatewayException.of(
          GatewayException.Code.INVALID_ARGUMENT, "invalid pattern: " + e.getMessage());
    } catch (IOException e) {
      throw GatewayException.of(
          GatewayException.Code.UNKNOWN, "cannot read folder " + folder + ": " + e.getMessage());
    }
  }
}
