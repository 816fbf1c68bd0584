package dev.bowsprit.runtime.gateway;

import com.google.protobuf.ByteString;
import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.gateway.GatewayException.Code;
import dev.bowsprit.runtime.gateway.FrontendResult.LazyAttestation;
import dev.bowsprit.runtime.solver.BuildJob.LazyResult;
import dev.bowsprit.wire.gateway.Attestation;
import dev.bowsprit.wire.gateway.Attestations;
import dev.bowsprit.wire.gateway.Ref;
import dev.bowsprit.wire.gateway.RefMap;
import dev.bowsprit.wire.gateway.RefMapDeprecated;
import dev.bowsprit.wire.gateway.Result;
import dev.bowsprit.wire.gateway.SolveRequest;
import dev.bowsprit.wire.gateway.SolveResponse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** The references that one frontend knows, by the ids it was told. */
final class ResultTable {

  private final Map<String, LazyResult> refs = new ConcurrentHashMap<>();

  /**
   * What an id stands for.
   *
   * @throws GatewayException if there is no such id
   */
  LazyResult get(String id) {
    return find(id).orElseThrow(() -> GatewayException.of(Code.UNKNOWN, "no such ref: " + id));
  }

  private Optional<LazyResult> find(String id) {
    return Optional.ofNullable(refs.get(id));
  }

  /**
   * What an id stands for that is to become part of something else.
   *
   * @throws GatewayException if there is no such id
   */
  LazyResult reference(String id) {
    return find(id)
        .orElseThrow(
            () -> GatewayException.of(Code.UNKNOWN, "return reference " + id + " not found"));
  }

  /** The answer to a solve, in the form that the caller understands. */
  SolveResponse answer(SolveRequest request, FrontendResult result) {
    if (!result.refs().isEmpty() && !request.getAllowResultReturn()) {
      throw GatewayException.of(Code.UNKNOWN, "solve did not return default result");
    }
    Result.Builder wire = Result.newBuilder().putAllMetadata(result.metadata());
    SolveResponse.Builder response = SolveResponse.newBuilder();
    if (result.refs().isEmpty()) {
      Ref ref = register(result.ref());
      if (request.getAllowResultArrayRef()) {
        wire.setRef(ref);
      } else {
        wire.setRefDeprecated(ref.getId());
      }
      if (!request.getAllowResultReturn()) {
        response.setRef(ref.getId());
      }
    } else if (request.getAllowResultArrayRef()) {
      RefMap.Builder map = RefMap.newBuilder();
      result.refs().forEach((platform, ref) -> map.putRefs(platform, register(ref)));
      wire.setRefs(map);
    } else {
      RefMapDeprecated.Builder map = RefMapDeprecated.newBuilder();
      result.refs().forEach((platform, ref) -> map.putRefs(platform, register(ref).getId()));
      wire.setRefsDeprecated(map);
    }
    result.attestations().forEach((platform, list) -> wire.putAttestations(platform, wire(list)));
    return response.setResult(wire).build();
  }

  private Attestations wire(List<LazyAttestation> attestations) {
    Attestations.Builder wire = Attestations.newBuilder();
    for (LazyAttestation lazy : attestations) {
      Attestation.Builder attestation = lazy.attestation().toBuilder();
      if (lazy.ref().isPresent()) {
        attestation.setRef(register(lazy.ref()));
      }
      wire.addAttestation(attestation);
    }
    return wire.build();
  }

  /** An empty result, which is scratch, has the empty id. */
  private Ref register(Optional<LazyResult> result) {
    Optional<LazyResult> some = result.filter(lazy -> lazy.definition().getDefCount() > 0);
    if (some.isEmpty()) {
      return Ref.getDefaultInstance();
    }
    String id = UUID.randomUUID().toString();
    refs.put(id, some.get());
    return Ref.newBuilder().setId(id).setDef(some.get().definition()).build();
  }

  /** What a frontend returned. */
  FrontendResult resolve(Result result) {
    Map<String, Optional<LazyResult>> byPlatform = new LinkedHashMap<>();
    Optional<LazyResult> single = Optional.empty();
    switch (result.getResultCase()) {
      case REF -> single = resolve(result.getRef().getId());
      case REFDEPRECATED -> single = resolve(result.getRefDeprecated());
      case REFS ->
          result
              .getRefs()
              .getRefsMap()
              .forEach((platform, ref) -> byPlatform.put(platform, resolve(ref.getId())));
      case REFSDEPRECATED ->
          result
              .getRefsDeprecated()
              .getRefsMap()
              .forEach((platform, id) -> byPlatform.put(platform, resolve(id)));
      case RESULT_NOT_SET -> {}
    }
    Map<String, ByteString> metadata = new LinkedHashMap<>(result.getMetadataMap());
    Map<String, List<LazyAttestation>> attestations = new LinkedHashMap<>();
    result
        .getAttestationsMap()
        .forEach((platform, list) -> attestations.put(platform, resolve(list)));
    return new FrontendResult(single, byPlatform, metadata, attestations);
  }

  private List<LazyAttestation> resolve(Attestations attestations) {
    List<LazyAttestation> result = new ArrayList<>();
    for (Attestation attestation : attestations.getAttestationList()) {
      result.add(
          new LazyAttestation(
              attestation,
              attestation.hasRef() ? resolve(attestation.getRef().getId()) : Optional.empty()));
    }
    return result;
  }

  private Optional<LazyResult> resolve(String id) {
    return id.isEmpty() ? Optional.empty() : Optional.of(reference(id));
  }
}
