package dev.bowsprit.dockerfile.source;

import dev.bowsprit.dockerfile.option.BuildOptions;
import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.llb.Definition;
import dev.bowsprit.llb.Digest;
import dev.bowsprit.llb.GoPath;
import dev.bowsprit.llb.Llb;
import dev.bowsprit.llb.LocalSource;
import dev.bowsprit.llb.MarshalOptions;
import dev.bowsprit.llb.SourceMap;
import dev.bowsprit.llb.State;
import dev.bowsprit.wire.gateway.Ref;
import dev.bowsprit.wire.pb.SourceInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The Dockerfile of a build.
 *
 * @param map what operations say they come from
 * @param definition what loads it
 * @param ignoreFile the ignore file that belongs to this Dockerfile alone, if there is one
 */
public record DockerfileSource(SourceMap map, Definition definition, Optional<byte[]> ignoreFile) {

  private static final String DEFAULT_NAME = "Dockerfile";
  private static final String LANGUAGE = "Dockerfile";

  /** Loads it. */
  public static DockerfileSource load(Host host, BuildOptions options, BuildContext context) {
    String filename = context.filename();
    State source = context.dockerfile().orElseGet(() -> local(options, context));
    Definition definition = source.marshal(MarshalOptions.DEFAULT);
    Ref ref = host.solve(definition);
    byte[] content = read(host, ref, filename);
    return new DockerfileSource(
        SourceMap.of(source, filename, LANGUAGE, content),
        definition,
        host.readIfThere(ref, filename + ".dockerignore"));
  }

  private static State local(BuildOptions options, BuildContext context) {
    String filename = context.filename();
    String name = context.dockerfileName();
    List<String> paths = new ArrayList<>(List.of(filename, filename + ".dockerignore"));
    lowerCase(filename).ifPresent(paths::add);
    return Llb.local(name)
        .followPaths(paths)
        .session(options.sessionOf(name))
        .sharedKeyHint(name)
        .differ(LocalSource.Differ.NONE)
        .named("[internal] load build definition from " + filename);
  }

  private static byte[] read(Host host, Ref ref, String filename) {
    try {
      return host.read(ref, filename);
    } catch (GatewayException e) {
      return lowerCase(filename).flatMap(name -> host.readIfThere(ref, name)).orElseThrow(() -> e);
    }
  }

  /** Some file systems lose case; a file of the default name may be written small. */
  private static Optional<String> lowerCase(String filename) {
    return GoPath.base(filename).equals(DEFAULT_NAME)
        ? Optional.of(GoPath.join(GoPath.dir(filename), DEFAULT_NAME.toLowerCase(Locale.ROOT)))
        : Optional.empty();
  }

  /** Its bytes. */
  public byte[] content() {
    return map.data().toByteArray();
  }

  /** The operation that loads it, which warnings are about. */
  public Optional<Digest> vertex() {
    return definition.head().map(head -> Digest.parse(head.getDigest()));
  }

  /** What errors and warnings show the lines of. */
  public SourceInfo info() {
    return SourceInfo.newBuilder()
        .setFilename(map.filename())
        .setLanguage(map.language())
        .setData(map.data())
        .setDefinition(definition.toProto())
        .build();
  }
}
