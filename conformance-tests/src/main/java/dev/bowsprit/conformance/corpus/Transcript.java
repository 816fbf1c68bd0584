package dev.bowsprit.conformance.corpus;

import dev.bowsprit.wire.gateway.ResolveImageConfigRequest;
import dev.bowsprit.wire.gateway.ResolveSourceMetaRequest;
import dev.bowsprit.wire.gateway.ReturnRequest;
import dev.bowsprit.wire.gateway.SolveRequest;
import dev.bowsprit.wire.gateway.WarnRequest;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;

/** What a frontend said to the gateway in one build. */
final class Transcript {

  /** A read of a file: the call's name, the source it was read from, and the path. */
  record FileRead(String rpc, String source, String path) implements Comparable<FileRead> {
    @Override
    public int compareTo(FileRead other) {
      return key().compareTo(other.key());
    }

    private String key() {
      return source + '\n' + path + '\n' + rpc;
    }
  }

  private final Map<String, SolveRequest> solves = new LinkedHashMap<>();
  private final List<SolveRequest> emptySolves = new CopyOnWriteArrayList<>();
  private final Set<FileRead> reads = new ConcurrentSkipListSet<>();
  private final List<ResolveSourceMetaRequest> sourceResolves = new CopyOnWriteArrayList<>();
  private final List<ResolveImageConfigRequest> imageResolves = new CopyOnWriteArrayList<>();
  private final List<WarnRequest> warnings = new CopyOnWriteArrayList<>();
  private final List<ReturnRequest> returned = new CopyOnWriteArrayList<>();

  synchronized String solved(SolveRequest request) {
    String ref = "ref-" + solves.size();
    solves.put(ref, request);
    return ref;
  }

  void solvedEmpty(SolveRequest request) {
    emptySolves.add(request);
  }

  void read(FileRead read) {
    reads.add(read);
  }

  void resolved(ResolveSourceMetaRequest request) {
    sourceResolves.add(request);
  }

  void resolved(ResolveImageConfigRequest request) {
    imageResolves.add(request);
  }

  void warned(WarnRequest request) {
    warnings.add(request);
  }

  void returned(ReturnRequest request) {
    if (!returned.isEmpty()) {
      throw new IllegalStateException("the frontend returned twice");
    }
    returned.add(request);
  }

  synchronized Optional<SolveRequest> solve(String ref) {
    return Optional.ofNullable(solves.get(ref));
  }

  synchronized Map<String, SolveRequest> solves() {
    return new LinkedHashMap<>(solves);
  }

  int emptySolves() {
    return emptySolves.size();
  }

  Collection<FileRead> reads() {
    return reads;
  }

  List<ResolveSourceMetaRequest> sourceResolves() {
    return sourceResolves;
  }

  List<ResolveImageConfigRequest> imageResolves() {
    return imageResolves;
  }

  List<WarnRequest> warnings() {
    return warnings;
  }

  Optional<ReturnRequest> returned() {
    return returned.stream().findFirst();
  }
}
