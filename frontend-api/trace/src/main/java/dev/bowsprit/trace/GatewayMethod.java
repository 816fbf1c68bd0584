package dev.bowsprit.trace;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import dev.bowsprit.gateway.Gateway;
import dev.bowsprit.wire.gateway.EvaluateRequest;
import dev.bowsprit.wire.gateway.EvaluateResponse;
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
import java.util.List;
import java.util.function.BiFunction;

/**
 * A method of {@code LLBBridge} that takes one message and gives one; all but {@code ExecProcess}
 * are such.
 *
 * @param <Q> what it takes
 * @param <R> what it gives
 * @param name its name on the wire
 * @param request an empty message to take
 * @param response an empty message to give
 * @param call the method of a gateway
 */
public record GatewayMethod<Q extends MessageLite, R extends MessageLite>(
    String name, Q request, R response, BiFunction<Gateway, Q, R> call) {

  /** The service whose methods these are. */
  public static final String SERVICE = "moby.buildkit.v1.frontend.LLBBridge";

  /** The method with messages in both directions. */
  public static final String EXEC_PROCESS = "ExecProcess";

  /** {@code Ping}. */
  public static final GatewayMethod<PingRequest, PongResponse> PING =
      of(
          "Ping",
          PingRequest.getDefaultInstance(),
          PongResponse.getDefaultInstance(),
          Gateway::ping);

  /** {@code ResolveImageConfig}. */
  public static final GatewayMethod<ResolveImageConfigRequest, ResolveImageConfigResponse>
      RESOLVE_IMAGE_CONFIG =
          of(
              "ResolveImageConfig",
              ResolveImageConfigRequest.getDefaultInstance(),
              ResolveImageConfigResponse.getDefaultInstance(),
              Gateway::resolveImageConfig);

  /** {@code ResolveSourceMeta}. */
  public static final GatewayMethod<ResolveSourceMetaRequest, ResolveSourceMetaResponse>
      RESOLVE_SOURCE_META =
          of(
              "ResolveSourceMeta",
              ResolveSourceMetaRequest.getDefaultInstance(),
              ResolveSourceMetaResponse.getDefaultInstance(),
              Gateway::resolveSourceMeta);

  /** {@code Solve}. */
  public static final GatewayMethod<SolveRequest, SolveResponse> SOLVE =
      of(
          "Solve",
          SolveRequest.getDefaultInstance(),
          SolveResponse.getDefaultInstance(),
          Gateway::solve);

  /** {@code ReadFile}. */
  public static final GatewayMethod<ReadFileRequest, ReadFileResponse> READ_FILE =
      of(
          "ReadFile",
          ReadFileRequest.getDefaultInstance(),
          ReadFileResponse.getDefaultInstance(),
          Gateway::readFile);

  /** {@code ReadDir}. */
  public static final GatewayMethod<ReadDirRequest, ReadDirResponse> READ_DIR =
      of(
          "ReadDir",
          ReadDirRequest.getDefaultInstance(),
          ReadDirResponse.getDefaultInstance(),
          Gateway::readDir);

  /** {@code StatFile}. */
  public static final GatewayMethod<StatFileRequest, StatFileResponse> STAT_FILE =
      of(
          "StatFile",
          StatFileRequest.getDefaultInstance(),
          StatFileResponse.getDefaultInstance(),
          Gateway::statFile);

  /** {@code Evaluate}. */
  public static final GatewayMethod<EvaluateRequest, EvaluateResponse> EVALUATE =
      of(
          "Evaluate",
          EvaluateRequest.getDefaultInstance(),
          EvaluateResponse.getDefaultInstance(),
          Gateway::evaluate);

  /** {@code Return}. */
  public static final GatewayMethod<ReturnRequest, ReturnResponse> RETURN =
      of(
          "Return",
          ReturnRequest.getDefaultInstance(),
          ReturnResponse.getDefaultInstance(),
          Gateway::returnResult);

  /** {@code Inputs}. */
  public static final GatewayMethod<InputsRequest, InputsResponse> INPUTS =
      of(
          "Inputs",
          InputsRequest.getDefaultInstance(),
          InputsResponse.getDefaultInstance(),
          Gateway::inputs);

  /** {@code NewContainer}. */
  public static final GatewayMethod<NewContainerRequest, NewContainerResponse> NEW_CONTAINER =
      of(
          "NewContainer",
          NewContainerRequest.getDefaultInstance(),
          NewContainerResponse.getDefaultInstance(),
          Gateway::newContainer);

  /** {@code ReleaseContainer}. */
  public static final GatewayMethod<ReleaseContainerRequest, ReleaseContainerResponse>
      RELEASE_CONTAINER =
          of(
              "ReleaseContainer",
              ReleaseContainerRequest.getDefaultInstance(),
              ReleaseContainerResponse.getDefaultInstance(),
              Gateway::releaseContainer);

  /** {@code ReadFileContainer}. */
  public static final GatewayMethod<ReadFileRequest, ReadFileResponse> READ_FILE_CONTAINER =
      of(
          "ReadFileContainer",
          ReadFileRequest.getDefaultInstance(),
          ReadFileResponse.getDefaultInstance(),
          Gateway::readFileContainer);

  /** {@code ReadDirContainer}. */
  public static final GatewayMethod<ReadDirRequest, ReadDirResponse> READ_DIR_CONTAINER =
      of(
          "ReadDirContainer",
          ReadDirRequest.getDefaultInstance(),
          ReadDirResponse.getDefaultInstance(),
          Gateway::readDirContainer);

  /** {@code StatFileContainer}. */
  public static final GatewayMethod<StatFileRequest, StatFileResponse> STAT_FILE_CONTAINER =
      of(
          "StatFileContainer",
          StatFileRequest.getDefaultInstance(),
          StatFileResponse.getDefaultInstance(),
          Gateway::statFileContainer);

  /** {@code Warn}. */
  public static final GatewayMethod<WarnRequest, WarnResponse> WARN =
      of(
          "Warn",
          WarnRequest.getDefaultInstance(),
          WarnResponse.getDefaultInstance(),
          Gateway::warn);

  /** All of them. */
  public static final List<GatewayMethod<?, ?>> ALL =
      List.of(
          PING,
          RESOLVE_IMAGE_CONFIG,
          RESOLVE_SOURCE_META,
          SOLVE,
          READ_FILE,
          READ_DIR,
          STAT_FILE,
          EVALUATE,
          RETURN,
          INPUTS,
          NEW_CONTAINER,
          RELEASE_CONTAINER,
          READ_FILE_CONTAINER,
          READ_DIR_CONTAINER,
          STAT_FILE_CONTAINER,
          WARN);

  private static <Q extends MessageLite, R extends MessageLite> GatewayMethod<Q, R> of(
      String name, Q request, R response, BiFunction<Gateway, Q, R> call) {
    return new GatewayMethod<>(name, request, response, call);
  }

  /**
   * Reads an answer.
   *
   * @throws IllegalArgumentException if the bytes are none
   */
  @SuppressWarnings("unchecked") // a message's parser gives messages of its own type
  R parseResponse(byte[] bytes) {
    try {
      return (R) response.getParserForType().parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException(name + ": " + e.getMessage(), e);
    }
  }
}
