package dev.bowsprit.frontend.result;

import com.google.protobuf.ByteString;
import dev.bowsprit.frontend.host.Host;
import dev.bowsprit.frontend.image.ContainerConfig;
import dev.bowsprit.frontend.image.ImageMetadata;
import dev.bowsprit.frontend.option.AttestationOptions;
import dev.bowsprit.frontend.option.BuildOptions;
import dev.bowsprit.frontend.option.OptionKeys;
import dev.bowsprit.llb.Exec;
import dev.bowsprit.llb.FileAction;
import dev.bowsprit.llb.GoPath;
import dev.bowsprit.llb.Llb;
import dev.bowsprit.llb.MarshalOptions;
import dev.bowsprit.llb.Mount;
import dev.bowsprit.llb.Platform;
import dev.bowsprit.llb.State;
import dev.bowsprit.wire.gateway.Attestation;
import dev.bowsprit.wire.gateway.AttestationKind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A bill of materials, made by a scanner image: it finds what it is to look into below {@code
 * /run/src} and writes to {@code /run/out}, as BuildKit's {@code
 * docs/attestations/sbom-protocol.md} says.
 */
public final class BillOfMaterials {

  private static final String NAME = "sbom";
  private static final String SOURCES = "/run/src/";
  private static final String RESULT = "/run/out/";
  private static final String SPDX = "https://spdx.dev/Document";
  private static final int TEMPORARY_MODE = 0777;

  private final Host host;
  private final BuildOptions options;
  private final AttestationOptions.Sbom asked;
  private final String scanner;
  private final ContainerConfig config;
  private final List<String> command;

  private BillOfMaterials(
      Host host,
      BuildOptions options,
      AttestationOptions.Sbom asked,
      String scanner,
      ContainerConfig config,
      List<String> command) {
    this.host = host;
    this.options = options;
    this.asked = asked;
    this.scanner = scanner;
    this.config = config;
    this.command = command;
  }

  /**
   * What is scanned.
   *
   * @param files the result's files
   * @param extras further files, by name
   * @param ignoreCache whether it is scanned anew, whatever the cache holds
   * @param marshalling what the files are marshalled for in the build
   */
  public record Subject(
      State files, Map<String, State> extras, boolean ignoreCache, MarshalOptions marshalling) {

    /** Takes a copy. */
    public Subject {
      extras = Collections.unmodifiableSortedMap(new TreeMap<>(extras));
    }
  }

  /**
   * By the scanner that was asked for.
   *
   * @throws IllegalArgumentException if the scanner's image has no command, or its config is
   *     malformed
   */
  public static BillOfMaterials by(Host host, BuildOptions options, AttestationOptions.Sbom asked) {
    ImageMetadata image =
        host.image(
            asked.generator(),
            Optional.of(options.buildPlatform()),
            options.option(OptionKeys.IMAGE_RESOLVE_MODE),
            "");
    ContainerConfig config = image.ociConfig().config();
    List<String> command = new ArrayList<>(config.entrypoint());
    command.addAll(config.cmd());
    if (command.isEmpty()) {
      throw new IllegalArgumentException("scanner " + image.reference() + " does not have cmd");
    }
    return new BillOfMaterials(host, options, asked, image.reference(), config, command);
  }

  /**
   * The bill of one platform.
   *
   * @param id the platform's id
   */
  public Attestation attest(String id, Subject subject) {
    State found = scan(id, subject);
    return Attestation.newBuilder()
        .setKind(AttestationKind.Bundle)
        .setRef(host.solve(found.marshal()).ref())
        .putMetadata("reason", ByteString.copyFromUtf8(NAME))
        .putMetadata("sbom-core", ByteString.copyFromUtf8(NAME))
        .setInTotoPredicateType(SPDX)
        .build();
  }

  private State scan(String id, Subject subject) {
    Platform platform = options.buildPlatform();
    State image = Llb.image(scanner).platform(platform);
    Exec exec = image.run(command).named("[" + id + "] generating sbom using " + scanner);
    if (subject.ignoreCache()) {
      exec = exec.ignoreCache();
    }
    exec = exec.dir(config.workingDir());
    for (String variable : variables(!subject.extras().isEmpty())) {
      int equals = variable.indexOf('=');
      exec =
          equals < 0
              ? exec.env(variable, "")
              : exec.env(variable.substring(0, equals), variable.substring(equals + 1));
    }
    exec = exec.mount("/tmp", temporary(image, platform));
    exec =
        exec.mount(
            GoPath.join(SOURCES, "core", NAME),
            Mount.bind(built(subject.files(), subject)).readOnly());
    for (Map.Entry<String, State> extra : subject.extras().entrySet()) {
      exec =
          exec.mount(
              GoPath.join(SOURCES, "extras", NAME + "-" + extra.getKey()),
              Mount.bind(built(extra.getValue(), subject)).readOnly());
    }
    return exec.mount(RESULT, Llb.scratch()).output(RESULT);
  }

  /** Files as they are in the build: what they are made with does not change with the scan. */
  private static State built(State files, Subject subject) {
    return files.marshal(subject.marshalling()).toState();
  }

  private static Mount temporary(State image, Platform platform) {
    return platform.os().equals("windows")
        ? Mount.bind(image.file(FileAction.mkdir("/tmp", TEMPORARY_MODE).parents()))
            .path("/tmp")
            .discarded()
        : Mount.tmpfs();
  }

  private List<String> variables(boolean extras) {
    List<String> variables = new ArrayList<>(config.env());
    variables.add("BUILDKIT_SCAN_DESTINATION=" + RESULT);
    variables.add("BUILDKIT_SCAN_SOURCE=" + GoPath.join(SOURCES, "core", NAME));
    if (extras) {
      variables.add("BUILDKIT_SCAN_SOURCE_EXTRAS=" + GoPath.join(SOURCES, "extras"));
    }
    asked
        .parameters()
        .forEach((name, value) -> variables.add("BUILDKIT_SCAN_" + name + "=" + value));
    return variables;
  }
}
