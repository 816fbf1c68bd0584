package dev.bowsprit.llb;

import dev.bowsprit.wire.pb.Op;
import dev.bowsprit.wire.pb.SourceOp;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A file system that comes from outside: {@code pb.SourceOp}. An identifier says what it is;
 * attributes, whose keys {@link SourceAttributes} lists, say how to fetch it.
 *
 * @param <S> the kind of source
 */
public abstract sealed class SourceState<S extends SourceState<S>> extends OpState<S>
    permits ImageSource,
        OciLayoutSource,
        LocalSource,
        GitSource,
        HttpSource,
        BlobSource,
        RawSource {

  private final SortedMap<String, String> attributes;

  SourceState(SortedMap<String, String> attributes, Constraints constraints) {
    super(constraints, metaOf(constraints.platform()));
    this.attributes = Collections.unmodifiableSortedMap(attributes);
  }

  private static Meta metaOf(Optional<Platform> platform) {
    return platform.map(ExecMeta.INITIAL::withPlatform).orElse(ExecMeta.INITIAL);
  }

  abstract String identifier();

  abstract S with(SortedMap<String, String> changed, Constraints constraints);

  @Override
  final S with(Constraints changed) {
    return with(new TreeMap<>(attributes), changed);
  }

  /** The attributes so far, sorted. */
  public final SortedMap<String, String> attributes() {
    return attributes;
  }

  /** With any attribute; an empty value takes it away. */
  public final S attribute(String key, String value) {
    return set(key, value);
  }

  final S set(String key, String value, String... capabilities) {
    SortedMap<String, String> changed = new TreeMap<>(attributes);
    if (value.isEmpty()) {
      changed.remove(key);
      return with(changed, constraints());
    }
    changed.put(key, value);
    return with(changed, constraints().withCapabilities(List.of(capabilities)));
  }

  /** The attributes that depend on what the graph is marshalled for. */
  SortedMap<String, String> attributes(Marshalling marshalling) {
    return attributes;
  }

  /** Whether the platform is part of the operation. */
  boolean hasPlatform() {
    return false;
  }

  /** The constraints that depend on the attributes. */
  Constraints effective() {
    return constraints();
  }

  @Override
  final List<Output> inputs() {
    return List.of();
  }

  @Override
  final EncodedOp encode(Marshalling marshalling) {
    Op.Builder op = marshalling.op(constraints());
    if (!hasPlatform()) {
      op.clearPlatform();
    }
    op.setSource(
        SourceOp.newBuilder().setIdentifier(identifier()).putAllAttrs(attributes(marshalling)));
    return marshalling.encode(op, effective());
  }

  static Constraints needing(String capability) {
    return Constraints.NONE.withCapability(capability);
  }
}
