package dev.bowsprit.frontend.image;

import static dev.bowsprit.frontend.json.GoType.BOOL;
import static dev.bowsprit.frontend.json.GoType.STRING;
import static dev.bowsprit.frontend.json.GoType.TIME;
import static dev.bowsprit.frontend.json.GoType.slice;
import static dev.bowsprit.frontend.json.GoType.struct;

import dev.bowsprit.frontend.json.GoType;

/** The types that BuildKit reads configs of images into, as their errors name them. */
final class ImageTypes {

  private static final GoType DURATION = new GoType.Int("time.Duration");
  private static final GoType NAMES = new GoType.Dictionary(GoType.EMPTY);

  private static final GoType.Struct PLATFORM =
      struct("v1.Platform")
          .with("architecture", STRING)
          .with("os", STRING)
          .with("os.version", STRING)
          .with("os.features", slice(STRING))
          .with("variant", STRING);

  private static final GoType ROOT_FS =
      struct("v1.RootFS")
          .with("type", STRING)
          .with("diff_ids", slice(new GoType.Text("digest.Digest")));

  private static final GoType HISTORY =
      struct("v1.History")
          .with("created", TIME)
          .with("created_by", STRING)
          .with("author", STRING)
          .with("comment", STRING)
          .with("empty_layer", BOOL);

  private static final GoType.Struct CONFIG =
      struct("v1.ImageConfig")
          .with("User", STRING)
          .with("ExposedPorts", NAMES)
          .with("Env", slice(STRING))
          .with("Entrypoint", slice(STRING))
          .with("Cmd", slice(STRING))
          .with("Volumes", NAMES)
          .with("WorkingDir", STRING)
          .with("Labels", new GoType.Dictionary(STRING))
          .with("StopSignal", STRING)
          .with("ArgsEscaped", BOOL);

  /** What the OCI image specification says. */
  static final GoType.Struct OCI =
      struct("v1.Image")
          .with(PLATFORM)
          .with("created", TIME)
          .with("author", STRING)
          .with("config", CONFIG)
          .with("rootfs", ROOT_FS)
          .with("history", slice(HISTORY));

  private static final GoType.Struct HEALTHCHECK =
      struct("v1.HealthcheckConfig")
          .with("Test", slice(STRING))
          .with("Interval", DURATION)
          .with("Timeout", DURATION)
          .with("StartPeriod", DURATION)
          .with("StartInterval", DURATION)
          .with("Retries", new GoType.Int("int"));

  private static final GoType.Struct EXTENSION =
      struct("v1.DockerOCIImageConfigExt")
          .with("Healthcheck", HEALTHCHECK)
          .with("OnBuild", slice(STRING))
          .with("Shell", slice(STRING));

  /** With what Docker has besides. */
  static final GoType DOCKER =
      struct("v1.DockerOCIImage")
          .with("config", struct("v1.DockerOCIImageConfig").with(CONFIG).with(EXTENSION))
          .with(OCI);

  private ImageTypes() {}
}
