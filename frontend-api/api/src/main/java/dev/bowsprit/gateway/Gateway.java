package dev.bowsprit.gateway;

import dev.bowsprit.wire.gateway.EvaluateRequest;
import dev.bowsprit.wire.gateway.EvaluateResponse;
import dev.bowsprit.wire.gateway.ExecMessage;
import dev.bowsprit.wire.gateway.InputsRequest;
import dev.bowsprit.wire.gateway.InputsResponse;
import dev.bowsprit.wire.gateway.NewContainerRequest;
import dev.bowsprit.wire.gateway.NewContainerResponse;
import dev.bowsprit.wire.gateway.PingRequest;
import dev.bowsprit.wire.gateway.PongResponse;
import dev.bowsprit.wire.gateway.ReadDirRequest;
import dev.bowsprit.wire.gateway.ReadDirResponse;
import dev.bowsprit.wire.gateway.ReadFileRequest;
import dev.bowsprit.wire.gateway.ReadFileResponse;
import dev.bowsprit.wire.gateway.ReleaseContainerRequest;
import dev.bowsprit.wire.gateway.ReleaseContainerResponse;
import dev.bowsprit.wire.gateway.ResolveImageConfigRequest;
import dev.bowsprit.wire.gateway.ResolveImageConfigResponse;
import dev.bowsprit.wire.gateway.ResolveSourceMetaRequest;
import dev.bowsprit.wire.gateway.ResolveSourceMetaResponse;
import dev.bowsprit.wire.gateway.ReturnRequest;
import dev.bowsprit.wire.gateway.ReturnResponse;
import dev.bowsprit.wire.gateway.SolveRequest;
import dev.bowsprit.wire.gateway.SolveResponse;
import dev.bowsprit.wire.gateway.StatFileRequest;
import dev.bowsprit.wire.gateway.StatFileResponse;
import dev.bowsprit.wire.gateway.WarnRequest;
import dev.bowsprit.wire.gateway.WarnResponse;
import java.util.Optional;

/**
 * What a frontend may ask of the daemon that hosts it: the 17 methods of BuildKit's {@code
 * moby.buildkit.v1.frontend.LLBBridge}.
 *
 * <p>This is the one seam between a frontend and its host. The daemon implements it in process; a
 * frontend in a container reaches it by gRPC over its standard streams; a test answers it from
 * memory. The messages are those of the wire, so nothing is lost on the way. Authors use the layer
 * above it, in {@code dev.bowsprit.frontend}.
 *
 * <p>Methods block, may be called from many threads at once, throw {@link GatewayException} if the
 * call fails, and give up with {@link GatewayException.Code#CANCELLED} when their thread is
 * interrupted, which stays interrupted.
 */
public interface Gateway {

  /** Asks for the capabilities and the workers of the host. */
  PongResponse ping(PingRequest request);

  /** Resolves an image's digest and config; hosts of today answer {@link #resolveSourceMeta}. */
  ResolveImageConfigResponse resolveImageConfig(ResolveImageConfigRequest request);

  /** Resolves what a source points to at the moment: digest, config, commit, checksum. */
  ResolveSourceMetaResponse resolveSourceMeta(ResolveSourceMetaRequest request);

  /**
   * Solves a definition, or runs another frontend. Without {@code evaluate} the answer may come
   * before anything is built; what fails then fails at the first read of the reference.
   */
  SolveResponse solve(SolveRequest request);

  /** Reads a file, or a range of it, from a reference. */
  ReadFileResponse readFile(ReadFileRequest request);

  /** Lists a directory of a reference. */
  ReadDirResponse readDir(ReadDirRequest request);

  /** Describes a file of a reference. */
  StatFileResponse statFile(StatFileRequest request);

  /** Builds what a reference stands for. */
  EvaluateResponse evaluate(EvaluateRequest request);

  /** Gives the result or the error of the frontend; called exactly once. */
  ReturnResponse returnResult(ReturnRequest request);

  /** The definitions that the build was given as inputs of this frontend. */
  InputsResponse inputs(InputsRequest request);

  /** Makes a container in which processes can be run. */
  NewContainerResponse newContainer(NewContainerRequest request);

  /** Ends a container and the processes in it. */
  ReleaseContainerResponse releaseContainer(ReleaseContainerRequest request);

  /** Opens the stream on which processes of containers are started, fed and watched. */
  ExecStream execProcess();

  /** Reads a file, or a range of it, from a mount of a container. */
  ReadFileResponse readFileContainer(ReadFileRequest request);

  /** Lists a directory of a mount of a container. */
  ReadDirResponse readDirContainer(ReadDirRequest request);

  /** Describes a file of a mount of a container. */
  StatFileResponse statFileContainer(StatFileRequest request);

  /** Shows the user a warning. */
  WarnResponse warn(WarnRequest request);

  /** A stream of {@link ExecMessage}s in both directions. Closing it ends the processes. */
  interface ExecStream extends AutoCloseable {

    /** Sends a message; blocks while the other side cannot take it. */
    void send(ExecMessage message);

    /** Waits for the next message; empty once the other side has ended the stream. */
    Optional<ExecMessage> receive();

    /** Says that nothing more will be sent: the other side ends the stream once all is told. */
    void finish();

    @Override
    void close();
  }
}
