package dev.bowsprit.llb;

import dev.bowsprit.wire.pb.BuildInput;
import dev.bowsprit.wire.pb.BuildOp;
import dev.bowsprit.wire.pb.Op;
import java.util.List;
import java.util.Optional;

/**
 * What a definition gives that a file of another state holds: {@code pb.BuildOp}. It lets a step of
 * a build decide about further steps.
 */
public final class BuildState extends OpState<BuildState> {

  /** The builder that takes definitions; there is no other. */
  private static final int LLB_BUILDER = -1;

  /** The input that holds the definition, and the name of the file if none is given. */
  private static final String DEFINITION = "buildkit.llb.definition";

  private final State source;
  private final String filename;
  private final Optional<Definition> definition;

  BuildState(
      State source, String filename, Optional<Definition> definition, Constraints constraints) {
    super(constraints.withCapability(Capabilities.SOURCE_BUILD_OP_LLB_FILENAME), source.meta());
    if (source.isScratch()) {
      throw new IllegalArgumentException("an empty file system holds no definition to build");
    }
    this.source = source;
    this.filename = filename;
    this.definition = definition;
  }

  /** With the definition in the operation itself, for daemons that take it from there. */
  public BuildState inline(Definition value) {
    return new BuildState(source, filename, Optional.of(value), constraints());
  }

  /** With the platform of the operation. */
  @Override
  public BuildState platform(Platform platform) {
    return constrain(c -> c.withPlatform(platform));
  }

  @Override
  BuildState with(Constraints changed) {
    return new BuildState(source, filename, definition, changed);
  }

  @Override
  List<Output> inputs() {
    return source.output().stream().toList();
  }

  @Override
  EncodedOp encode(Marshalling marshalling) {
    Op.Builder op = marshalling.op(constraints());
    marshalling.input(source.output()).ifPresent(op::addInputs);
    BuildOp.Builder build =
        BuildOp.newBuilder()
            .setBuilder(LLB_BUILDER)
            .putInputs(DEFINITION, BuildInput.getDefaultInstance());
    if (!filename.isEmpty()) {
      build.putAttrs(SourceAttributes.LLB_DEFINITION_FILENAME, filename);
    }
    definition.ifPresent(d -> build.setDef(d.toProto()));
    return marshalling.encode(op.setBuild(build), constraints());
  }
}
