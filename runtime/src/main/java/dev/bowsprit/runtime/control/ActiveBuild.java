package dev.bowsprit.runtime.control;

import com.google.protobuf.ByteString;
import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.gateway.GatewayException.Code;
import dev.bowsprit.runtime.exporter.BuildOutput;
import dev.bowsprit.runtime.exporter.BuildOutput.BuiltAttestation;
import dev.bowsprit.runtime.exporter.ExportContext;
import dev.bowsprit.runtime.exporter.Exporter;
import dev.bowsprit.runtime.gateway.BuildGateway;
import dev.bowsprit.runtime.gateway.FrontendHost;
import dev.bowsprit.runtime.gateway.FrontendResult;
import dev.bowsprit.runtime.solver.BuildJob;
import dev.bowsprit.runtime.solver.BuildJob.LazyResult;
import dev.bowsprit.runtime.solver.Parallel;
import dev.bowsprit.runtime.wire.control.SolveRequest;
import dev.bowsprit.runtime.wire.control.SolveResponse;
import dev.bowsprit.runtime.worker.ref.ImmutableRef;
import dev.bowsprit.runtime.worker.ref.LayeredRefStore;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;

/** One build from its request to its exports. */
final class ActiveBuild implements AutoCloseable {

  private final SolveRequest request;
  private final BuildJob job;
  private final FrontendHost frontends;
  private final Exporters exporters;
  private final LayeredRefStore refs;
  private final Clock clock;
  private final CompletableFuture<BuildGateway> gateway = new CompletableFuture<>();

  ActiveBuild(
      SolveRequest request,
      BuildJob job,
      FrontendHost frontends,
      Exporters exporters,
      LayeredRefStore refs,
      Clock clock) {
    this.request = request;
    this.job = job;
    this.frontends = frontends;
    this.exporters = exporters;
    this.refs = refs;
    this.clock = clock;
  }

  BuildJob job() {
    return job;
  }

  /** The gateway of a build whose frontend is the client; waits until the build has begun. */
  BuildGateway gateway() {
    try {
      return gateway.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw GatewayException.of(Code.CANCELLED, "context canceled");
    } catch (ExecutionException e) {
      throw GatewayException.of(Code.NOT_FOUND, "no such job " + job.id());
    }
  }

  /** Builds and exports. */
  SolveResponse run() {
    if (request.getCache().getExportsCount() > 0) {
      throw GatewayException.of(
          Code.UNIMPLEMENTED,
          "cache export to type "
              + request.getCache().getExports(0).getType()
              + " is not supported by this version");
    }
    List<Exporter.Export> exports = exporters.prepare(request);
    FrontendResult result = frontendResult();
    archiveAhead(result, exports);
    BuildOutput output = built(result);
    Map<String, String> response = new LinkedHashMap<>();
    for (Exporter.Export export : exports) {
      response.putAll(
          job.inProgress(
              export.name(),
              progress ->
                  export.export(
                      output, new ExportContext(job.session(), progress, clock.instant()))));
    }
    return SolveResponse.newBuilder().putAllExporterResponse(response).build();
  }

  /** Layers that will be exported are archived while later steps run. */
  private void archiveAhead(FrontendResult result, List<Exporter.Export> exports) {
    exports.stream()
        .flatMap(export -> export.layers().stream())
        .findFirst()
        .ifPresent(
            compression -> {
              Consumer<ImmutableRef> archive = ref -> refs.archiveInBackground(ref, compression);
              result.ref().ifPresent(ref -> ref.whenMade(archive));
              result.refs().values().forEach(ref -> ref.ifPresent(r -> r.whenMade(archive)));
            });
  }

  private FrontendResult frontendResult() {
    if (request.getDefinition().getDefCount() > 0) {
      if (!request.getFrontend().isEmpty()) {
        throw GatewayException.of(
            Code.UNKNOWN, "cannot solve with both Definition and Frontend specified");
      }
      return FrontendResult.of(job.load(request.getDefinition()));
    }
    if (!request.getFrontend().isEmpty()) {
      return frontends.run(
          job,
          request.getFrontend(),
          request.getFrontendAttrsMap(),
          request.getFrontendInputsMap());
    }
    try (BuildGateway opened = frontends.open(job, request.getFrontendInputsMap())) {
      gateway.complete(opened);
      return opened.result();
    }
  }

  private BuildOutput built(FrontendResult result) {
    List<LazyResult> all = new ArrayList<>();
    result.ref().ifPresent(all::add);
    result.refs().values().forEach(ref -> ref.ifPresent(all::add));
    result
        .attestations()
        .values()
        .forEach(list -> list.forEach(attestation -> attestation.ref().ifPresent(all::add)));
    Parallel.map(all, LazyResult::get);
    Map<String, ImmutableRef> refs = new LinkedHashMap<>();
    result
        .refs()
        .forEach(
            (platform, ref) ->
                refs.put(platform, ref.map(LazyResult::get).orElseGet(job::scratch)));
    Map<String, byte[]> metadata = new LinkedHashMap<>();
    for (Map.Entry<String, ByteString> entry : result.metadata().entrySet()) {
      metadata.put(entry.getKey(), entry.getValue().toByteArray());
    }
    Map<String, List<BuiltAttestation>> attestations = new LinkedHashMap<>();
    result
        .attestations()
        .forEach(
            (platform, list) ->
                attestations.put(
                    platform,
                    list.stream()
                        .map(
                            lazy ->
                                new BuiltAttestation(
                                    lazy.attestation(), lazy.ref().map(LazyResult::get)))
                        .toList()));
    Optional<ImmutableRef> ref =
        refs.isEmpty()
            ? Optional.of(result.ref().map(LazyResult::get).orElseGet(job::scratch))
            : Optional.empty();
    return new BuildOutput(ref, refs, metadata, attestations);
  }

  @Override
  public void close() {
    gateway.completeExceptionally(new IllegalStateException("the build has ended"));
    job.close();
  }
}
