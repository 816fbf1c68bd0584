package dev.bowsprit.runtime.gateway.image;

import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.gateway.GatewayException.Code;
import dev.bowsprit.llb.Digest;
import dev.bowsprit.llb.ImageReference;
import dev.bowsprit.runtime.gateway.policy.FrontendLock;
import dev.bowsprit.runtime.gateway.policy.PullPolicy;
import dev.bowsprit.runtime.source.image.StoredImages;
import dev.bowsprit.wire.gateway.ResolveSourceImageResponse;
import dev.bowsprit.wire.gateway.ResolveSourceMetaRequest;
import dev.bowsprit.wire.pb.SourceOp;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** Finds out which image a name stands for, and asks the registry no more than it must. */
final class ImageChoice {

  /** How long a registry may take where an image of an earlier time could be taken. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private static final Set<Code> OUT_OF_REACH = Set.of(Code.UNAVAILABLE, Code.DEADLINE_EXCEEDED);

  private final FrontendLock lock;
  private final StoredImages stored;

  ImageChoice(FrontendLock lock, StoredImages stored) {
    this.lock = lock;
    this.stored = stored;
  }

  /**
   * The image of a reference with its config.
   *
   * @param reference with tag or digest
   * @throws GatewayException if there is none, or it is not here and may not be asked for
   */
  ResolveSourceImageResponse choose(
      ImageReference reference, PullPolicy pull, FrontendRequest request) {
    try {
      Optional<Digest> pinned = reference.digest();
      Optional<Digest> known = pinned.isPresent() ? pinned : lock.get(reference.toString());
      if (known.isPresent() && !stored.has(known.get())) {
        known = Optional.empty();
      }
      if (pinned.isPresent() && (known.isPresent() || pull != PullPolicy.NEVER)) {
        return ask(reference, "", request);
      }
      return switch (pull) {
        case NEVER ->
            ask(reference.withDigest(known.orElseThrow(() -> absent(reference))), "", request);
        case MISSING ->
            known.isPresent()
                ? ask(reference.withDigest(known.get()), "", request)
                : ask(reference, "pull", request);
        case ALWAYS -> ask(reference, "pull", request);
        case REFRESH ->
            known.isPresent()
                ? refreshed(reference, known.get(), request)
                : ask(reference, "pull", request);
      };
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  private static GatewayException absent(ImageReference reference) {
    return GatewayException.of(
        Code.NOT_FOUND,
        "the frontend image "
            + reference
            + " is not here, and the pull policy \"never\" keeps it from being pulled; build once"
            + " with --frontend-pull missing");
  }

  /** What the registry says, or what it said the last time if it cannot be reached. */
  private static ResolveSourceImageResponse refreshed(
      ImageReference reference, Digest known, FrontendRequest request) {
    try {
      return inTime(reference, request);
    } catch (GatewayException e) {
      if (!isOutOfReach(e)) {
        throw e;
      }
      warn(
          "frontend %s: the registry cannot be asked (%s); using %s, which it stood for the last time"
              .formatted(reference, e.status().getMessage(), known),
          request);
      return ask(reference.withDigest(known), "", request);
    }
  }

  /** The gateway tells frontends no code; the registry's lies beneath. */
  private static boolean isOutOfReach(GatewayException failure) {
    return Stream.<Throwable>iterate(failure, Objects::nonNull, Throwable::getCause)
        .anyMatch(cause -> cause instanceof GatewayException e && OUT_OF_REACH.contains(e.code()));
  }

  private static void warn(String text, FrontendRequest request) {
    try (var line = request.job().line(text, "[frontend] " + request.source())) {
      line.warn(text);
    }
  }

  private static ResolveSourceImageResponse inTime(
      ImageReference reference, FrontendRequest request) {
    try (ExecutorService thread = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<ResolveSourceImageResponse> answer =
          thread.submit(() -> ask(reference, "pull", request));
      try {
        return answer.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        answer.cancel(true);
        throw GatewayException.of(
            Code.DEADLINE_EXCEEDED, "no answer in " + Texts.duration(PATIENCE));
      } catch (InterruptedException e) {
        answer.cancel(true);
        Thread.currentThread().interrupt();
        throw GatewayException.of(Code.CANCELLED, "context canceled");
      } catch (ExecutionException e) {
        if (e.getCause() instanceof GatewayException failure) {
          throw failure;
        }
        throw new IllegalStateException(e.getCause());
      }
    }
  }

  private static ResolveSourceImageResponse ask(
      ImageReference reference, String mode, FrontendRequest request) {
    String identifier = "docker-image://" + reference;
    return request
        .gateway()
        .resolveSourceMeta(
            ResolveSourceMetaRequest.newBuilder()
                .setSource(SourceOp.newBuilder().setIdentifier(identifier))
                .setResolveMode(mode)
                .setLogName("resolve image config for " + identifier)
                .build())
        .getImage();
  }

  /** Keeps that an image was found good under a name. */
  void remember(ImageReference reference, Digest digest) {
    if (reference.digest().isEmpty()) {
      try {
        lock.put(reference.toString(), digest);
      } catch (IOException e) {
        throw new UncheckedIOException(e.getMessage(), e);
      }
    }
  }
}
