package dev.bowsprit.gateway;

import java.util.List;

/**
 * What a host of frontends may know of the gateway's calls, by BuildKit's names; its answer to
 * {@code Ping} tells which.
 */
public final class GatewayCapabilities {

  /** A frontend image tells what it can by the request {@code frontend.caps}. */
  public static final String FRONTEND_CAPS = "frontend.caps";

  /** Frontends with inputs. */
  public static final String FRONTEND_INPUTS = "frontend.inputs";

  /** {@code Evaluate}. */
  public static final String GATEWAY_EVALUATE = "gateway.evaluate";

  /** Containers. */
  public static final String GATEWAY_EXEC = "gateway.exec";

  /** Containers with lines in {@code /etc/hosts}. */
  public static final String GATEWAY_EXEC_EXTRA_HOSTS = "gateway.exec.extrahosts";

  /** Reading files of a container's mounts. */
  public static final String GATEWAY_EXEC_FILESYSTEM = "gateway.exec.filesystem";

  /** Containers with secrets as variables. */
  public static final String GATEWAY_EXEC_SECRET_ENV = "gateway.exec.secretenv";

  /** Signals to processes of containers. */
  public static final String GATEWAY_EXEC_SIGNALS = "gateway.exec.signals";

  /** {@code Solve} that waits for the result. */
  public static final String GATEWAY_SOLVE_EVALUATE = "gateway.solve.evaluate";

  /** {@code Solve} with what it makes of a frontend's metadata. */
  public static final String GATEWAY_SOLVE_METADATA = "gateway.solve.metadata";

  /** {@code Warn}. */
  public static final String GATEWAY_WARNINGS = "gateway.warnings";

  /** Typed cache imports of {@code Solve}. */
  public static final String IMPORT_CACHES = "importcaches";

  /** References as messages, with their definitions. */
  public static final String PROTO_REF_ARRAY = "proto.refarray";

  /** {@code ReadDir}. */
  public static final String READ_DIR = "readdir";

  /** {@code ReadFile}. */
  public static final String READ_FILE = "readfile";

  /** Attestations of a result. */
  public static final String REFERENCE_ATTESTATIONS = "reference.attestations";

  /** Definitions of references. */
  public static final String REFERENCE_OUTPUT = "reference.output";

  /** {@code ResolveImageConfig}. */
  public static final String RESOLVE_IMAGE = "resolveimage";

  /** {@code ResolveImageConfig} with where to look. */
  public static final String RESOLVE_IMAGE_RESOLVE_MODE = "resolveimage.resolvemode";

  /** {@code Return}. */
  public static final String RETURN = "return";

  /** {@code Return} of a result for several platforms. */
  public static final String RETURN_MAP = "returnmap";

  /** {@code Solve}. */
  public static final String SOLVE_BASE = "solve.base";

  /** {@code Solve} that is the frontend's answer at once; deprecated. */
  public static final String SOLVE_INLINE_RETURN = "solve.inlinereturn";

  /** {@code ResolveSourceMeta}. */
  public static final String SOURCE_META_RESOLVER = "source.metaresolver";

  /** {@code ResolveSourceMeta} of a download with a digest of the asker's choice. */
  public static final String SOURCE_META_RESOLVER_HTTP_CHECKSUM_REQUEST =
      "source.metaresolver.http.checksumrequest";

  /** {@code ResolveSourceMeta} of an image with its attestations. */
  public static final String SOURCE_META_RESOLVER_IMAGE_ATTESTATIONS =
      "source.metaresolver.image.attestations";

  /** {@code StatFile}. */
  public static final String STAT_FILE = "statfile";

  /** All of BuildKit v0.33, sorted. */
  public static final List<String> ALL =
      List.of(
          FRONTEND_CAPS,
          FRONTEND_INPUTS,
          GATEWAY_EVALUATE,
          GATEWAY_EXEC,
          GATEWAY_EXEC_EXTRA_HOSTS,
          GATEWAY_EXEC_FILESYSTEM,
          GATEWAY_EXEC_SECRET_ENV,
          GATEWAY_EXEC_SIGNALS,
          GATEWAY_SOLVE_EVALUATE,
          GATEWAY_SOLVE_METADATA,
          GATEWAY_WARNINGS,
          IMPORT_CACHES,
          PROTO_REF_ARRAY,
          READ_DIR,
          READ_FILE,
          REFERENCE_ATTESTATIONS,
          REFERENCE_OUTPUT,
          RESOLVE_IMAGE,
          RESOLVE_IMAGE_RESOLVE_MODE,
          RETURN,
          RETURN_MAP,
          SOLVE_BASE,
          SOLVE_INLINE_RETURN,
          SOURCE_META_RESOLVER,
          SOURCE_META_RESOLVER_HTTP_CHECKSUM_REQUEST,
          SOURCE_META_RESOLVER_IMAGE_ATTESTATIONS,
          STAT_FILE);

  /** Those of a daemon that does not tell: what was there when capabilities were invented. */
  public static final List<String> FROZEN =
      List.of(SOLVE_BASE, SOLVE_INLINE_RETURN, RESOLVE_IMAGE, READ_FILE);

  private GatewayCapabilities() {}
}
